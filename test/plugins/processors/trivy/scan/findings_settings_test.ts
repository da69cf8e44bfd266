import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { type TrivyInput, trivyOptions } from "#plugins/processors/trivy/options.ts";
import { loadFindingsSettings } from "#plugins/processors/trivy/scan/findings_settings.ts";
import { inTempFolder } from "#support/temp_folder.ts";

test("settings are other ones when an option or the checks have changed, and not for what accepts findings", async () => {
  await inTempFolder(async (cwd) => {
    const cacheDir = join(cwd, "cache");
    const load = (input: TrivyInput) => loadFindingsSettings(trivyOptions.parse(input), cacheDir);
    const input = { scanners: ["misconfig" as const] };
    const seen = [await load({}), await load({ scanners: ["vuln"] }), await load(input)];
    assert.equal(await load(input), seen.at(-1));
    assert.equal(await load({ ...input, ignoreFile: "ignored", vex: "vex.json" }), seen.at(-1));
    await mkdir(join(cacheDir, "policy"), { recursive: true });
    const writeChecks = (digest: string, downloadedAt: string) =>
      writeFile(join(cacheDir, "policy/metadata.json"), JSON.stringify({ Digest: digest, DownloadedAt: downloadedAt }));
    await writeChecks("sha256:1", "2024-01-01T00:00:00Z");
    seen.push(await load(input));
    await writeChecks("sha256:1", "2024-01-02T00:00:00Z");
    assert.equal(await load(input), seen.at(-1));
    await writeChecks("sha256:2", "2024-01-02T00:00:00Z");
    seen.push(await load(input));
    await writeFile(join(cacheDir, "policy/metadata.json"), "{}");
    seen.push(await load(input));
    assert.equal(new Set(seen).size, seen.length);
    assert.equal(await load({}), seen[0]);
  });
});

test.run();
