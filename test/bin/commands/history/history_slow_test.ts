import assert from "node:assert/strict";
import { test } from "uvu";
import { fakeFinding } from "#core/testing/mod.ts";
import { askHistory, type MadeRun } from "#support/made_history.ts";

const [A, B] = [fakeFinding({ id: "CVE-1", severity: "CRITICAL" }), fakeFinding({ id: "CVE-2" })];
const RUNS: readonly MadeRun[] = [
  { day: "2026-10-01", images: { "example.com/app:1": [A, B], "web:2": [B] } },
  { day: "2026-10-02", images: { "example.com/app:1": "TIMEOUT", "web:2": [] }, state: "interrupted" },
  { day: "2026-10-03", images: { "example.com/app:1": [B] }, caveats: ["OS_END_OF_LIFE"] },
];

test("scan history lists the runs with what they found, the newest last", async () => {
  const { code, stdout, stderr } = await askHistory(["history"], RUNS);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /2026-10-01 10:00 +remote +finished +2 +\. +1 +2 +\./);
  assert.match(stdout, /2026-10-02 10:00 +remote +interrupted +2 +1 +\. +\./);
  const newest = await askHistory(["history", "--limit", "1", "--json"], RUNS);
  const { runs } = JSON.parse(newest.stdout);
  assert.deepEqual(
    runs.map(({ startedAt, images, counts }: (typeof runs)[number]) => [startedAt, images, counts.HIGH]),
    [["2026-10-03T10:00:00.000Z", 1, 1]],
  );
});

test("scan history IMAGE shows its results over time, by the end of its name", async () => {
  const { code, stdout, stderr } = await askHistory(["history", "app:1"], RUNS);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^example\.com\/app:1 {2}@ \+$/m);
  assert.match(stdout, /2026-10-02 10:00 .*not scanned: TIMEOUT/);
  assert.match(stdout, /2026-10-03 10:00 .*perhaps not all: OS_END_OF_LIFE/);
});

test("an image that the history does not know ends with 2, and the one that may be meant is named", async () => {
  const { code, stderr } = await askHistory(["history", "web:3"], RUNS);
  assert.equal(code, 2);
  assert.match(stderr, /knows no image "web:3"; did you mean "web:2"\?/);
});

test.run();
