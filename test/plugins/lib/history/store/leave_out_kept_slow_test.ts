/** Of an unchanged result no findings are held until it is written: they are in the history. */
import assert from "node:assert/strict";
import { test } from "uvu";
import type { Finding, Outcome } from "#core/mod.ts";
import { fakeFinding, fakeOutcome, fakeTarget } from "#core/testing/mod.ts";
import {
  beginRun,
  createRecorder,
  describeOutcome,
  endRun,
  inTransaction,
  leaveOutKept,
  loadBaseline,
  type OpenHistory,
  type OutcomeRows,
  openHistory,
} from "#plugins/lib/history/store/mod.ts";
import { type HistoryScene, testHistory } from "#support/history_engines.ts";

const LAYERS = [`sha256:${"a".repeat(64)}`];
const known = fakeFinding({ id: "CVE-2026-1", fingerprint: "one" });
const fresh = fakeFinding({ id: "CVE-2026-2", fingerprint: "two" });

function outcome(image: string, findings: readonly Finding[], layers?: readonly string[]): Outcome {
  const target = fakeTarget({ id: `image:${image}`, image });
  const facts = { reference: image, source: "registry", digest: `sha256:${image}` } as const;
  return fakeOutcome({ target, data: { findings, image: layers ? { ...facts, layers } : facts } });
}

function describe(given: Outcome): OutcomeRows {
  const rows = describeOutcome(given);
  assert.ok(rows);
  return rows;
}

async function write({ db }: OpenHistory, day: number, rows: readonly OutcomeRows[]): Promise<number> {
  const startedAt = new Date(Date.UTC(2026, 9, day));
  const id = await beginRun(db, { uid: `run-${day}`, label: "remote", startedAt });
  await inTransaction(db, (writing) => createRecorder(id).write(writing, rows));
  await endRun(db, id, "finished", startedAt);
  return id;
}

const inHistory = (work: (history: OpenHistory) => Promise<void>) => async (scene: HistoryScene) => {
  const history = await openHistory(await scene.makePlace(), { isWritten: true });
  await work(history).finally(() => history.close());
};

testHistory(
  test,
  "what is unchanged is left out, and what differs in anything is not",
  inHistory(async (history) => {
    await write(history, 1, [describe(outcome("app:1", [known])), describe(outcome("web:1", [known], LAYERS))]);
    const baseline = await loadBaseline(history.db, { pipeline: "test" });
    assert.ok(baseline);
    const isLeftOut = (given: Outcome) => leaveOutKept(describe(given), baseline).result?.data === undefined;
    assert.equal(isLeftOut(outcome("app:1", [known])), true);
    assert.equal(isLeftOut(outcome("web:1", [known], LAYERS)), true);
    assert.equal(isLeftOut(outcome("app:1", [known, fresh])), false);
    assert.equal(isLeftOut(outcome("other:1", [known])), false, "another digest");
    assert.equal(isLeftOut(outcome("app:1", [known], LAYERS)), false, "its layers are not known yet");

    const again = [outcome("app:1", [known]), outcome("web:1", [fresh], LAYERS)].map((given) => {
      return leaveOutKept(describe(given), baseline);
    });
    const run = await write(history, 2, again);
    const entries = history.db
      .selectFrom("entry")
      .innerJoin("target", "target.id", "entry.target_id")
      .innerJoin("result", "result.id", "entry.result_id")
      .innerJoin("set_finding", "set_finding.set_id", "result.set_id")
      .innerJoin("finding", "finding.id", "set_finding.finding_id")
      .select(["target.name as image", "finding.name as found"])
      .where("entry.run_id", "=", run);
    assert.deepEqual(await entries.orderBy("image").execute(), [
      { image: "app:1", found: "CVE-2026-1" },
      { image: "web:1", found: "CVE-2026-2" },
    ]);
  }),
);

testHistory(
  test,
  "where another run has removed it meanwhile, nothing false is written",
  inHistory(async (history) => {
    await write(history, 1, [describe(outcome("app:1", [known]))]);
    const baseline = await loadBaseline(history.db, { pipeline: "test" });
    assert.ok(baseline);
    const rows = leaveOutKept(describe(outcome("app:1", [known])), baseline);
    await history.db.deleteFrom("entry").execute();
    await history.db.deleteFrom("result").execute();
    await assert.rejects(write(history, 2, [rows]), /another run has removed what is compared with/);
    assert.deepEqual(await history.db.selectFrom("entry").selectAll().execute(), []);
  }),
);

test.run();
