/** Runs with a history, one after the other: what is new, known and gone. */
import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import { test } from "uvu";
import { readHistory } from "#plugins/lib/history/store/mod.ts";
import { testHistory } from "#support/history_engines.ts";
import { look, SCAN, vulnerability } from "./support/look.ts";

testHistory(
  test,
  "the first run has nothing to compare with; the second one says what is new and what is gone",
  async ({ folder, place }) => {
    const first = await look(folder, { images: { "app:1": [vulnerability("A"), vulnerability("B")], "web:1": [] } });
    assert.deepEqual(first.byName, { "app:1": undefined, "web:1": undefined });
    assert.equal(first.summary?.comparison, undefined);
    assert.match(first.logs, /begins: the next run says what is new/);

    const second = await look(folder, { images: { "app:1": [vulnerability("B"), vulnerability("C")], "web:1": [] } });
    assert.deepEqual(second.byName, { "app:1": { news: ["C"], gone: ["A"] }, "web:1": { news: [], gone: [] } });
    assert.match(second.outcomes[0]?.comparison?.with ?? "", /^the run of \d{4}-\d\d-\d\d \d\d:\d\d UTC$/);
    assert.equal(second.summary?.comparison?.news.HIGH, 1);
    assert.equal(second.summary?.comparison?.gone, 1);

    const third = await look(folder, { images: { "app:1": [vulnerability("B"), vulnerability("C")] } });
    assert.deepEqual(third.byName, { "app:1": { news: [], gone: [] } });
    if (typeof place === "string") assert.equal((await stat(place)).mode & 0o777, 0o600);
  },
);

testHistory(test, "a new tag is compared with the one before it, a new repository with nothing", async ({ folder }) => {
  await look(folder, {
    images: { "app:1.9": [vulnerability("A")], "app:1.10": [vulnerability("B")], "app:2.0": [vulnerability("C")] },
  });
  const { byName: said } = await look(folder, {
    images: { "app:1.11": [vulnerability("B"), vulnerability("D")], "web:1": [vulnerability("A")] },
  });
  assert.deepEqual(said, {
    "app:1.11": { news: ["D"], gone: [] },
    "web:1": { news: ["A"], gone: [], isFirst: true },
  });
});

testHistory(
  test,
  "an image that could not be scanned loses nothing: it is compared with its last scan",
  async ({ folder }) => {
    await look(folder, { images: { "app:1": [vulnerability("A")] } });
    const failed = await look(folder, { images: { "app:1": new Error("no answer") } });
    assert.deepEqual(failed.byName, { "app:1": undefined });
    const { byName: said } = await look(folder, { images: { "app:1": [vulnerability("A"), vulnerability("B")] } });
    assert.deepEqual(said, { "app:1": { news: ["B"], gone: [] } });
  },
);

testHistory(
  test,
  "a run that reports other severities compares those that both report, and says so",
  async ({ folder }) => {
    const all = [vulnerability("A", "LOW"), vulnerability("B", "HIGH"), vulnerability("C", "CRITICAL")];
    await look(folder, { images: { "app:1": all.slice(1) }, target: { minSeverity: "HIGH" } });
    const lower = await look(folder, { images: { "app:1": all }, target: { minSeverity: "UNKNOWN" } });
    assert.deepEqual(lower.byName, { "app:1": { news: [], gone: [], minSeverity: "HIGH" } });
    const higher = await look(folder, { images: { "app:1": all.slice(2) }, target: { minSeverity: "CRITICAL" } });
    assert.deepEqual(higher.byName, { "app:1": { news: [], gone: [], minSeverity: "CRITICAL" } });
  },
);

testHistory(
  test,
  "nothing is gone where this run could not have seen it: another scanner, a caveat",
  async ({ folder }) => {
    await look(folder, { images: { "app:1": [vulnerability("A")] } });
    const caveats = [{ code: "OS_UNKNOWN", message: "The system is not known" }];
    const doubtful = await look(folder, { images: { "app:1": [] }, scans: [{ ...SCAN, caveats }] });
    assert.deepEqual(doubtful.byName, { "app:1": { news: [], gone: [] } });
    const again = await look(folder, { images: { "app:1": [vulnerability("A")] } });
    assert.deepEqual(again.byName, { "app:1": { news: ["A"], gone: [] } });
    const other = { ...SCAN, scanner: { name: "other" } };
    const elsewhere = await look(folder, { images: { "app:1": [] }, scans: [other] });
    assert.deepEqual(elsewhere.byName, { "app:1": { news: [], gone: [] } });
  },
);

testHistory(
  test,
  "what rules accept is remembered like the rest: a set of findings is the same under other rules",
  async ({ folder, place }) => {
    const images = { "app:1": [vulnerability("A"), vulnerability("B")] };
    const until = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    await look(folder, { images, accept: [{ id: "A", reason: "not loaded", until }] });
    const { byName: said } = await look(folder, { images });
    assert.deepEqual(said, { "app:1": { news: [], gone: [] } });
    const sets = await readHistory(place, (db) => db.selectFrom("finding_set").select(["high", "critical"]).execute());
    assert.deepEqual(sets, [{ high: 2, critical: 0 }]);
  },
);

test.run();
