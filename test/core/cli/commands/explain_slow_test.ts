import assert from "node:assert/strict";
import { utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import type { Outcome } from "#core/mod.ts";
import { fakeFinding, fakeOutcome } from "#core/testing/mod.ts";
import { toElement } from "#plugins/lib/formats/mod.ts";
import { runCli } from "#support/cli.ts";
import { formatOutcomes } from "#support/formats/format_outcomes.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const OUTCOMES: readonly Outcome[] = [
  fakeOutcome({ target: { image: "shop/api:1" }, data: { findings: [fakeFinding()] }, pipeline: "remote" }),
  fakeOutcome({ target: { image: "shop/gone:1" }, error: { code: "IMAGE_NOT_FOUND" } }),
];

async function writeReports(folder: string): Promise<void> {
  const { parts } = await formatOutcomes("ndjson", OUTCOMES);
  const ndjson = join(folder, "scan.ndjson");
  await writeFile(ndjson, parts[""] ?? "");
  await utimes(ndjson, 1000, 1000);
  const elements = OUTCOMES.map((outcome) => toElement(outcome, { details: false }));
  await writeFile(join(folder, "advanced_scan_results_remote_20240102_030405.json"), JSON.stringify(elements));
}

test("scan explain reads the newest report, or the one that is named, and exits with 4 for what was not scanned", async () => {
  await inTempFolder(async (cwd) => {
    await writeReports(cwd);
    const newest = await runCli(["explain", "shop/api:1"], { cwd });
    assert.equal(newest.code, 0, newest.stderr);
    assert.match(newest.stdout, /^Report: advanced_scan_results_remote_20240102_030405\.json[\s\S]*CVE-2024-0001/);
    const named = await runCli(["explain", "CVE-2024-0001", "scan.ndjson", "--json"], { cwd });
    assert.equal(named.code, 0, named.stderr);
    assert.deepEqual(JSON.parse(named.stdout).places[0].images, ["shop/api:1"]);
    const failed = await runCli(["explain", "gone", "scan.ndjson"], { cwd });
    assert.equal(failed.code, 4, failed.stderr);
    assert.match(failed.stdout, /Not scanned: IMAGE_NOT_FOUND/);
    const unknown = await runCli(["explain", "shop/apy:1", "scan.ndjson"], { cwd });
    assert.deepEqual([unknown.code, unknown.stdout], [2, ""]);
    assert.match(unknown.stderr, /Did you mean "shop\/api:1"\?/);
  });
});

test("scan explain says where there is no report, or one that is cut", async () => {
  await inTempFolder(async (cwd) => {
    const none = await runCli(["explain", "a:1"], { cwd });
    assert.equal(none.code, 2);
    assert.match(none.stderr, /There is no report in/);
    const { parts } = await formatOutcomes("ndjson", OUTCOMES);
    const lines = (parts[""] ?? "").split("\n");
    await writeFile(join(cwd, "cut.ndjson"), `${lines.slice(0, 2).join("\n")}\n`);
    const cut = await runCli(["explain", "shop/api:1", "cut.ndjson"], { cwd });
    assert.equal(cut.code, 0, cut.stderr);
    assert.match(cut.stdout, /The report is not whole/);
    const gone = await runCli(["explain", "shop/gone:1", "cut.ndjson"], { cwd });
    assert.equal(gone.code, 2);
    assert.match(gone.stderr, /cut\.ndjson", which is not whole/);
    await writeFile(join(cwd, "broken.ndjson"), `${lines[0]}\n${lines[1]?.slice(0, 50)}`);
    const broken = await runCli(["explain", "shop/api:1", "broken.ndjson"], { cwd });
    assert.equal(broken.code, 2);
    assert.match(broken.stderr, /Cannot read the report.*line 2 is not a JSON object/);
  });
});

test.run();
