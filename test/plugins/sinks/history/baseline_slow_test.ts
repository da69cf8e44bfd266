/** Runs that are compared with another one than the last: older, named, or a report. */
import assert from "node:assert/strict";
import { copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { readHistory } from "#plugins/lib/history/store/mod.ts";
import { groupedJson, report } from "#plugins/mod.ts";
import { testHistory } from "#support/history_engines.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { look, SCAN, vulnerability } from "./support/look.ts";

const at = (...ids: readonly string[]) => ({ images: { "app:1": ids.map((id) => vulnerability(id)) } });

/** A report without details names no scanner: its findings are taken for those of Trivy. */
const SCANS = [SCAN, { ...SCAN, scanner: { name: "trivy" } }];

testHistory(
  test,
  "a run with a tag can be compared with, also when there were others since; a tag moves",
  async ({ folder }) => {
    await look(folder, { ...at("A"), options: { tag: "release-1" } });
    await look(folder, at("A", "B"));
    const { byName, outcomes, summary } = await look(folder, { ...at("B", "C"), options: { baseline: "@release-1" } });
    assert.deepEqual(byName, { "app:1": { news: ["B", "C"], gone: ["A"] } });
    assert.match(outcomes[0]?.comparison?.with ?? "", /^the run of \d{4}-\d\d-\d\d \d\d:\d\d UTC \(@release-1\)$/);
    assert.equal(summary?.comparison?.gone, 1);
    await look(folder, { ...at("B", "C"), options: { tag: "release-1" } });
    const moved = await look(folder, { ...at("C"), options: { baseline: "@release-1" } });
    assert.deepEqual(moved.byName, { "app:1": { news: [], gone: ["B"] } });
  },
);

testHistory(test, "a run is named by its number or the beginning of its id", async ({ folder, place }) => {
  for (const ids of [["A"], ["A", "B"], ["A", "B", "C"]]) await look(folder, at(...ids));
  const byNumber = await look(folder, { ...at("B"), options: { baseline: "2" } });
  assert.deepEqual(byNumber.byName, { "app:1": { news: [], gone: ["A"] } });
  const [{ uid } = { uid: "" }] = await readHistory(place, (db) =>
    db.selectFrom("run").select("uid").where("id", "=", 1).execute(),
  );
  const byId = await look(folder, { ...at("B"), options: { baseline: uid.slice(0, 8) } });
  assert.deepEqual(byId.byName, { "app:1": { news: ["B"], gone: ["A"] } });
});

test("the JSON report of an earlier run is a baseline without a history, for its own images and for a new tag", async () => {
  await inTempFolder(async (folder) => {
    await look(folder, {
      images: { "app:1": [vulnerability("A"), vulnerability("B")] },
      scans: SCANS,
      sinks: [groupedJson({ file: "old.json" })],
    });
    await look(folder, {
      images: { "app:1": [vulnerability("A")] },
      scans: SCANS,
      sinks: [report({ ndjson: "old.ndjson" })],
    });
    for (const [baseline, news] of [
      ["old.json", []],
      ["old.ndjson", ["B"]],
    ] as const) {
      const { byName, outcomes } = await look(folder, {
        images: { "app:1": [vulnerability("B")], "app:2": [vulnerability("A")], "web:1": [vulnerability("A")] },
        scans: SCANS,
        options: { file: `fresh-${baseline}.db`, baseline },
      });
      assert.deepEqual(byName, {
        "app:1": { news, gone: ["A"] },
        "app:2": { news: [], gone: baseline === "old.json" ? ["B"] : [] },
        "web:1": { news: ["A"], gone: [], isFirst: true },
      });
      assert.match(outcomes[0]?.comparison?.with ?? "", new RegExp(`^${baseline} of \\d{4}-`));
    }
  });
});

testHistory(
  test,
  "a baseline that is not there keeps a run from starting, and says what there may be",
  async ({ folder }) => {
    await writeFile(join(folder, "no_report.json"), "{}");
    for (const [baseline, code] of [
      ["@release-1", "HISTORY_MISSING"],
      ["none.json", "HISTORY_BASELINE"],
      ["no_report.json", "HISTORY_BASELINE"],
    ] as const) {
      const { error } = await look(folder, { ...at("A"), options: { baseline }, fails: true });
      assert.equal(error?.code, code, error?.message);
    }
    await look(folder, at("A"));
    const { error } = await look(folder, { ...at("A"), options: { baseline: "@release-1" }, fails: true });
    assert.equal(error?.code, "HISTORY_NO_RUN");
    assert.equal(error?.usage, true);
    const both = await look(folder, { ...at("A"), options: { baseline: "1", since: "7d" }, fails: true });
    assert.match(both.error?.message ?? "", /baseline: expected nothing where since is set, not "1"/);
  },
);

test("a run with a tag is kept, however old; a copy of a history is one", async () => {
  await inTempFolder(async (folder) => {
    await look(folder, { ...at("A"), options: { tag: "first" } });
    for (let run = 0; run < 3; run += 1) await look(folder, { ...at("B"), options: { keepRuns: 1 } });
    await copyFile(join(folder, ".hullscan/history.db"), join(folder, "copy.db"));
    const { byName } = await look(folder, { ...at("B"), options: { file: "copy.db", baseline: "@first" } });
    assert.deepEqual(byName, { "app:1": { news: ["B"], gone: ["A"] } });
  });
});

test.run();
