/** Runs with a history, one after the other: what is new, known and gone. */
import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { inTempFolder } from "#support/temp_folder.ts";
import { look, SCAN, vulnerability } from "./support/look.ts";

test("the first run has nothing to compare with; the second one says what is new and what is gone", async () => {
  await inTempFolder(async (folder) => {
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
    const { mode } = await stat(join(folder, ".hullscan/history.db"));
    assert.equal(mode & 0o777, 0o600);
  });
});

test("a new tag is compared with the one before it, a new repository with nothing", async () => {
  await inTempFolder(async (folder) => {
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
});

test("an image that could not be scanned loses nothing: it is compared with its last scan", async () => {
  await inTempFolder(async (folder) => {
    await look(folder, { images: { "app:1": [vulnerability("A")] } });
    const failed = await look(folder, { images: { "app:1": new Error("no answer") } });
    assert.deepEqual(failed.byName, { "app:1": undefined });
    const { byName: said } = await look(folder, { images: { "app:1": [vulnerability("A"), vulnerability("B")] } });
    assert.deepEqual(said, { "app:1": { news: ["B"], gone: [] } });
  });
});

test("a run that reports other severities compares those that both report, and says so", async () => {
  await inTempFolder(async (folder) => {
    const all = [vulnerability("A", "LOW"), vulnerability("B", "HIGH"), vulnerability("C", "CRITICAL")];
    await look(folder, { images: { "app:1": all.slice(1) }, target: { minSeverity: "HIGH" } });
    const lower = await look(folder, { images: { "app:1": all }, target: { minSeverity: "UNKNOWN" } });
    assert.deepEqual(lower.byName, { "app:1": { news: [], gone: [], minSeverity: "HIGH" } });
    const higher = await look(folder, { images: { "app:1": all.slice(2) }, target: { minSeverity: "CRITICAL" } });
    assert.deepEqual(higher.byName, { "app:1": { news: [], gone: [], minSeverity: "CRITICAL" } });
  });
});

test("nothing is gone where this run could not have seen it: another scanner, a caveat", async () => {
  await inTempFolder(async (folder) => {
    await look(folder, { images: { "app:1": [vulnerability("A")] } });
    const caveats = [{ code: "OS_UNKNOWN", message: "The system is not known" }];
    const doubtful = await look(folder, { images: { "app:1": [] }, scans: [{ ...SCAN, caveats }] });
    assert.deepEqual(doubtful.byName, { "app:1": { news: [], gone: [] } });
    const again = await look(folder, { images: { "app:1": [vulnerability("A")] } });
    assert.deepEqual(again.byName, { "app:1": { news: ["A"], gone: [] } });
    const other = { ...SCAN, scanner: { name: "other" } };
    const elsewhere = await look(folder, { images: { "app:1": [] }, scans: [other] });
    assert.deepEqual(elsewhere.byName, { "app:1": { news: [], gone: [] } });
  });
});

test("what rules accept is remembered like the rest: a set of findings is the same under other rules", async () => {
  await inTempFolder(async (folder) => {
    const images = { "app:1": [vulnerability("A"), vulnerability("B")] };
    const until = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    await look(folder, { images, accept: [{ id: "A", reason: "not loaded", until }] });
    const { byName: said } = await look(folder, { images });
    assert.deepEqual(said, { "app:1": { news: [], gone: [] } });
    const { default: Database } = await import("libsql");
    const database = new Database(join(folder, ".hullscan/history.db"));
    const sets = database.prepare("select high, critical from finding_set").all();
    database.close();
    assert.deepEqual(sets, [{ high: 2, critical: 0 }]);
  });
});

test.run();
