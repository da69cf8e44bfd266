import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import type { Finding } from "#core/mod.ts";
import { fakeFinding } from "#core/testing/mod.ts";
import { findMoment, findPlaces, parseQuery, readHistory } from "#plugins/lib/history/questions/mod.ts";
import { inTransaction, openHistory, tagRun } from "#plugins/lib/history/store/mod.ts";
import { type CliResult, runCli } from "#support/cli.ts";
import { type MadeRun, makeHistory } from "#support/made_history.ts";
import { inTempFolder } from "#support/temp_folder.ts";

/** Findings that no other run has, some 500 bytes each. */
function many(day: number, count = 400): readonly Finding[] {
  return Array.from({ length: count }, (_, index) =>
    fakeFinding({ id: `CVE-${day}-${index}`, title: "what an attacker may do ".repeat(8) }),
  );
}

/** Runs of ten days; each finds other things in one image, and the same in the other one. */
const RUNS: readonly MadeRun[] = Array.from({ length: 10 }, (_, index) => ({
  day: `2026-10-${String(index + 1).padStart(2, "0")}`,
  images: { "app:1": many(index), "old:1": [fakeFinding({ id: "CVE-OLD" })] },
}));

/** Calls `scan history`. */
type Call = (...args: readonly string[]) => Promise<CliResult>;

/** Has a history of ten runs, of which the second has a tag, and calls the program beside it. */
async function inHistory(work: (call: Call, path: string) => Promise<void>): Promise<void> {
  await inTempFolder(async (cwd) => {
    const path = join(cwd, ".hullscan/history.db");
    await makeHistory(path, RUNS);
    const { db, close } = await openHistory(path, { isWritten: true });
    await inTransaction(db, (writing) => tagRun(writing, 2, "release"));
    await close();
    await work((...args) => runCli(["history", ...args], { cwd }), path);
  });
}

async function listDays(call: Call): Promise<readonly string[]> {
  const { stdout } = await call("--json");
  const { runs } = JSON.parse(stdout) as { readonly runs: readonly { readonly startedAt: string }[] };
  return runs.map(({ startedAt }) => startedAt.slice(8, 10));
}

test("scan history prune removes the oldest runs but those with a tag, says which, and the file is smaller", async () => {
  await inHistory(async (call, path) => {
    const before = (await stat(path)).size;
    const dry = await call("prune", "--keep-runs", "3", "--dry-run");
    assert.equal(dry.code, 0, dry.stderr);
    assert.match(dry.stdout, /It would remove 6 of 10 runs\n {2}with 2400 findings that no other run has/);
    assert.equal((await listDays(call)).length, 10);
    assert.equal((await stat(path)).size, before);
    const { stdout } = await call("prune", "--keep-runs", "3");
    assert.match(stdout, /Removed 6 of 10 runs\n {2}with 2400 findings that no other run has\n {2}1 old run stays/);
    assert.match(stdout, /^ +1 +run-2026 +2026-10-01 10:00 +remote$/m);
    assert.deepEqual(await listDays(call), ["02", "08", "09", "10"]);
    assert.ok((await stat(path)).size < before * 0.6, `${(await stat(path)).size} of ${before}`);
    // Since when something is there is known longer than the runs.
    const { places } = await readHistory(path, async (db) =>
      findPlaces(db, parseQuery("CVE-OLD"), await findMoment(db, path, undefined)),
    );
    assert.equal(places[0]?.findings[0]?.since, "2026-10-01T10:00:00.000Z");
  });
});

test("scan history prune keeps what has room, and a call for programs gets numbers", async () => {
  await inHistory(async (call, path) => {
    const room = Math.round((await stat(path)).size / 2);
    const { stdout } = await call("prune", "--keep-for", "9999d", "--keep-bytes", String(room), "--json");
    const { removed, spared, runs, bytes, dryRun } = JSON.parse(stdout);
    assert.deepEqual([runs, spared, dryRun, removed[0].number], [10, 0, false, 1]);
    assert.ok(bytes.after <= room && bytes.after > room / 2, JSON.stringify(bytes));
    assert.equal((await stat(path)).size, bytes.after);
    const days = await listDays(call);
    assert.equal(days.length, 10 - removed.length);
    assert.deepEqual([days[0], days.at(-1)], ["02", "10"]);
  });
});

test("without flags the config says what is kept; the last run stays however old", async () => {
  await inHistory(async (call) => {
    const { stdout } = await call("prune", "--keep-for", "1d");
    assert.match(stdout, /Removed 8 of 10 runs/);
    assert.match(stdout, /2 old runs stay: at work, with a tag, or the last of a pipeline/);
    assert.match((await call("prune", "--keep-for", "9999d")).stdout, /Removed 0 of 2 runs\n {2}Size: /);
  });
});

test("a mistake ends with 2, and removes nothing", async () => {
  await inHistory(async (call) => {
    for (const [args, message] of [
      [["prune", "--keep-for", "soon"], /"soon" is no keepFor: expected a number of days, such as "7d"/],
      [["prune", "--keep-runs", "0"], /"0" is no keepRuns/],
      [["app:1", "--dry-run"], /--dry-run is for "scan history prune"/],
      [["prune", "--history", "nowhere.db"], /There is no history at ".*nowhere\.db"/],
    ] as const) {
      const { code, stderr } = await call(...args);
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
    }
    assert.equal((await listDays(call)).length, 10);
  });
});

test.run();
