import assert from "node:assert/strict";
import { test } from "uvu";
import { fakeFinding } from "#core/testing/mod.ts";
import { askHistory, type MadeRun } from "#support/made_history.ts";

const RUNS: readonly MadeRun[] = [
  { day: "2026-10-01", images: { "app:1": [fakeFinding({ id: "CVE-1\u001b[2J" })], "web:2": [] } },
];

test("scan sql prints a table, or JSON, and says where rows are left out", async () => {
  const table = await askHistory(["sql", "select image, high from images order by image"], RUNS);
  assert.equal(table.code, 0, table.stderr);
  assert.match(table.stdout, /^ +image +high\n +app:1 +1\n +web:2 +0$/m);
  const json = await askHistory(["sql", "select id from findings", "--json", "--limit", "1"], RUNS);
  assert.equal(json.stdout, '[{"id":"CVE-1\\u001b[2J"}]\n');
  assert.equal(json.stderr, "");
  const cut = await askHistory(["sql", "select image from images", "--limit", "1"], RUNS);
  assert.match(cut.stderr, /There are more rows: these are the first 1/);
});

test("what is no query, or writes, ends with 2; no text of the history commands the terminal", async () => {
  for (const query of ["delete from finding", "selec 1", "select * from nowhere"]) {
    const { code, stderr } = await askHistory(["sql", query], RUNS);
    assert.equal(code, 2, stderr);
  }
  const { stdout } = await askHistory(["sql", `select id as "${"\u001b"}[31m" from findings`], RUNS);
  assert.doesNotMatch(stdout, /[^\P{Cc}\n]/u);
});

test.run();
