import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { loadFindingsSettings } from "../../../../../plugins/processors/trivy/cache/findings_settings.ts";
import { type TrivyInput, trivyOptions } from "../../../../../plugins/processors/trivy/options.ts";
import { inTempFolder } from "../../../../support/temp_folder.ts";

test("settings are other ones when an option, the content of its file, or the checks have changed", async () => {
  await inTempFolder(async (cwd) => {
    const cacheDir = join(cwd, "cache");
    const load = (input: TrivyInput) => loadFindingsSettings(trivyOptions.parse(input), { cwd, cacheDir });
    const [ignore, vex] = [join(cwd, "ignored"), join(cwd, "vex.json")];
    await writeFile(ignore, "CVE-1\n");
    await writeFile(vex, "{}");
    const input = { ignoreFile: "ignored", vex: "vex.json", scanners: ["misconfig" as const] };
    const seen = [await load({}), await load({ scanners: ["vuln"] }), await load(input)];
    assert.equal(await load(input), seen.at(-1));
    await writeFile(ignore, "CVE-2\n");
    seen.push(await load(input));
    await writeFile(vex, "{ }");
    seen.push(await load(input));
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
