/** What is new from A to B is gone from B to A. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "uvu";
import type { Compared } from "#core/kit.ts";
import type { Finding, Outcome } from "#core/mod.ts";
import { fakeFinding, fakeOutcome, fakeTarget } from "#core/testing/mod.ts";
import { fingerprintIn } from "#plugins/lib/history/store/finding_row.ts";
import {
  beginRun,
  compareOutcome,
  createRecorder,
  endRun,
  inTransaction,
  loadBaseline,
  type OpenHistory,
  openHistory,
} from "#plugins/lib/history/store/mod.ts";
import { testHistory } from "#support/history_engines.ts";

/** Findings as scanners have them: one package in two places, versions that change, severities that do. */
const findings: fc.Arbitrary<readonly Finding[]> = fc.array(
  fc
    .record({
      id: fc.constantFrom("CVE-1", "CVE-2", "CVE-3", "CVE-4"),
      severity: fc.constantFrom("HIGH" as const, "CRITICAL" as const),
      name: fc.constantFrom("libc6", "openssl"),
      version: fc.constantFrom("1.0", "1.1"),
      path: fc.constantFrom("a.jar", "b.jar"),
    })
    .map(({ name, version, path, ...found }) => {
      return fakeFinding({ ...found, location: { path }, package: { name, version, class: "os", type: "debian" } });
    }),
  { maxLength: 12 },
);

function makeOutcome(run: number, found: readonly Finding[]): Outcome {
  const image = "app:1";
  const done = fakeOutcome({ target: fakeTarget({ id: image, image, minSeverity: "HIGH" }) });
  const data = { findings: found, scans: [{ ...SCAN, scannedAt: `2026-01-0${run}T00:00:00Z` }] };
  return { ...done, pipeline: "p", status: "done", data } as Outcome;
}

const SCAN = { scanner: { name: "fake" }, origin: "scan", attempts: 1, caveats: [] };

/** Looks once, and compares a second look with that. */
async function compare({ db }: OpenHistory, uid: string, before: Outcome, after: Outcome): Promise<Compared> {
  const run = { id: await beginRun(db, { uid, label: "p", startedAt: new Date() }), startedAt: "2026-01-01T00:00Z" };
  await inTransaction(db, (writing) => createRecorder(run.id).record(writing, [before]));
  await endRun(db, run.id, "finished", new Date());
  const baseline = await loadBaseline(db, { pipeline: "p", run });
  const compared = baseline && (await compareOutcome(baseline, after));
  assert.ok(compared);
  return compared;
}

const keysOf = (found: Iterable<Finding>) => [...new Set([...found].map(fingerprintIn))].sort();

testHistory(
  test,
  "what is new from A to B is gone from B to A; new and known findings are the run",
  async ({ place, engine }) => {
    const history = await openHistory(place, { isWritten: true });
    let count = 0;
    try {
      await fc.assert(
        fc.asyncProperty(findings, findings, async (a, b) => {
          count += 1;
          const [lookA, lookB] = [makeOutcome(1, a), makeOutcome(2, b)];
          const there = await compare(history, `${count} there`, lookA, lookB);
          const back = await compare(history, `${count} back`, lookB, lookA);
          assert.deepEqual(keysOf(there.news), keysOf(back.comparison.gone));
          assert.deepEqual(keysOf(there.comparison.gone), keysOf(back.news));
          const known = b.filter((finding) => !there.news.has(finding));
          assert.deepEqual(new Set([...there.news, ...known]), new Set(b));
          const before = keysOf(a);
          assert.ok(keysOf(known).every((key) => before.includes(key)));
          assert.ok(keysOf(there.news).every((key) => !before.includes(key)));
        }),
        { numRuns: engine === "SQLite" ? 200 : 60 },
      );
    } finally {
      await history.close();
    }
  },
);

testHistory(test, "what was found then and is removed before it is compared is not known", async ({ place }) => {
  const { db, close } = await openHistory(place, { isWritten: true });
  const [before, after] = [
    makeOutcome(1, [fakeFinding({ id: "CVE-1" })]),
    makeOutcome(2, [fakeFinding({ id: "CVE-2" })]),
  ];
  const run = {
    id: await beginRun(db, { uid: "1", label: "p", startedAt: new Date() }),
    startedAt: "2026-01-01T00:00Z",
  };
  await inTransaction(db, (writing) => createRecorder(run.id).record(writing, [before]));
  const baseline = await loadBaseline(db, { pipeline: "p", run });
  assert.ok(baseline);
  assert.equal((await compareOutcome(baseline, after))?.news.size, 1);
  // Another run has removed it, and given its number to what it has found.
  await db.updateTable("finding_set").set({ hash: "another" }).execute();
  assert.equal(await compareOutcome(baseline, after), undefined);
  await db.deleteFrom("finding_set").execute();
  assert.equal(await compareOutcome(baseline, after), undefined);
  await close();
});

test.run();
