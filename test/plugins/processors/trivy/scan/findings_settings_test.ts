import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { type TrivyInput, trivyOptions } from "#plugins/processors/trivy/options.ts";
import { loadFindingsSettings } from "#plugins/processors/trivy/scan/findings_settings.ts";
import { inTempFolder } from "#support/temp_folder.ts";

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

test("a finding that is ignored until a day is not ignored any longer by what was kept before that day", async () => {
  await inTempFolder(async (cwd) => {
    const load = (now: string) =>
      loadFindingsSettings(trivyOptions.parse({ ignoreFile: "ignored" }), { cwd, cacheDir: cwd, now: new Date(now) });
    const tellsApart = async (text: string, before: string, after: string) => {
      await writeFile(join(cwd, "ignored"), text);
      return (await load(before)) !== (await load(after));
    };
    const days = ["2027-01-30T23:59:59Z", "2027-01-31T00:00:01Z"] as const;
    for (const text of ["CVE-2023-1234 exp:2027-01-31", "- id: CVE-1\n  expired_at: 2027-01-31 # soon"]) {
      assert.equal(await tellsApart(text, ...days), true, text);
      assert.equal(await tellsApart(text, "2027-02-01T00:00:00Z", "2027-02-02T00:00:00Z"), false, text);
    }
    assert.equal(await tellsApart("CVE-2023-1234", ...days), false);
    for (const time of ["T11:00:00Z", "t12:00:00+01:00", " 11:00:00", " 11:00:00.5 Z"]) {
      const text = `expired_at: 2027-01-31${time}`;
      assert.equal(await tellsApart(text, ...days), false, text);
      assert.equal(await tellsApart(text, "2027-01-31T10:59:00Z", "2027-01-31T11:01:00Z"), true, text);
    }
    assert.equal(await tellsApart("expired_at: 2027-01-31 31:00:00", "2027-01-01", "2027-01-02"), true);
  });
});

test.run();
