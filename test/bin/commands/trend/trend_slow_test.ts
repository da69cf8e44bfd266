import assert from "node:assert/strict";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { fakeFinding } from "#core/testing/mod.ts";
import { runCli } from "#support/cli.ts";
import { type MadeRun, makeHistory } from "#support/made_history.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const [A, B] = [fakeFinding({ id: "CVE-1", severity: "CRITICAL" }), fakeFinding({ id: "CVE-2" })];
const RUNS: readonly MadeRun[] = [
  { day: "2026-10-01", images: { "app:1": [A, B], "web:2": [B] } },
  { day: "2026-10-02", images: { "app:1": [A] }, state: "interrupted" },
  { day: "2026-10-03", images: { "app:1": [B], "web:2": "TIMEOUT" } },
];

test("scan trend prints and draws the counts of finished runs by severity", async () => {
  await inTempFolder(async (cwd) => {
    await makeHistory(join(cwd, ".hullscan/history.db"), RUNS);
    const table = await runCli(["trend"], { cwd });
    assert.equal(table.code, 0, table.stderr);
    assert.match(table.stdout, /CRITICAL +@_ +1 -> 0\n +HIGH +@\+ +2 -> 1/);
    assert.match(table.stdout, /2026-10-03 10:00 +2 +1 +\. +1/);
    assert.doesNotMatch(table.stdout, /2026-10-02/);
    const { stdout } = await runCli(["trend", "--json", "--limit", "1", "--pipeline", "test"], { cwd });
    assert.deepEqual(JSON.parse(stdout).runs[0].counts, { CRITICAL: 0, HIGH: 1, MEDIUM: 0, LOW: 0, UNKNOWN: 0 });
    const svg = await runCli(["trend", "--svg", "trend.svg"], { cwd });
    assert.equal(svg.stdout, "trend.svg\n", svg.stderr);
    const picture = await readFile(join(cwd, "trend.svg"), "utf8");
    assert.match(picture, /<title>Findings by severity in 2 runs, 2026-10-01 to 2026-10-03<\/title>/);
    assert.match(picture, />HIGH 1<\/text>/);
    assert.equal((await stat(join(cwd, "trend.svg"))).mode & 0o777, 0o600);
    const other = await runCli(["trend", "--pipeline", "nightly"], { cwd });
    assert.equal(other.code, 2);
    assert.match(other.stderr, /has no finished run of the pipeline "nightly"/);
  });
});

test.run();
