import assert from "node:assert/strict";
import { test } from "uvu";
import { parseCsv } from "#support/formats/checks/csv.ts";
import { formatOutcomes } from "#support/formats/format_outcomes.ts";
import { assertGolden } from "#support/formats/golden.ts";
import { HARD_OUTCOMES } from "#support/formats/hard_outcomes.ts";
import { makeDone, makeVulnerability } from "#support/outcomes.ts";

test("CSV has a row for each target and each finding, whatever is in them, and is what it was", async () => {
  const { parts } = await formatOutcomes("csv", HARD_OUTCOMES);
  assertGolden("csv.csv", parts[""] ?? "");
  const rows = parseCsv(parts[""] ?? "");
  const count = HARD_OUTCOMES.reduce((sum, { data }) => sum + 1 + (data.findings?.length ?? 0), 0);
  assert.equal(rows.length, count + 1, "and one for the caveat");
  const [first, critical, babel, dash, secret] = rows;
  assert.equal(first?.type, "scanned");
  assert.deepEqual(
    [critical?.id, critical?.severity, critical?.installed, critical?.fixed, critical?.cvss],
    ["CVE-2024-0001", "CRITICAL", "2.36-9", "2.36-9+deb12u3", "9.8"],
  );
  assert.deepEqual([babel?.package, babel?.component_type], ["'@babel/core", "NodeJS-package"]);
  assert.deepEqual([dash?.package, dash?.installed], ["'-dash", "'+1"]);
  assert.ok(dash?.title?.startsWith("'=HYPERLINK"));
  assert.ok(!secret?.title?.includes("\0"));
  const types = rows.filter(({ severity }) => severity === "").map(({ type }) => type);
  assert.deepEqual(types, [
    "scanned",
    "scanned",
    "scanned",
    "scanned",
    "caveat",
    "error",
    "skipped",
    "scanned",
    "scanned",
  ]);
});

test("CSV keeps formulas for programs that read it, and says that a run was interrupted", async () => {
  const found = makeVulnerability({ title: "a\n =1+1" });
  const { parts } = await formatOutcomes("csv", [makeDone([found])], {
    options: { formulas: "keep" },
    summary: { interrupted: true },
  });
  const rows = parseCsv(parts[""] ?? "");
  assert.equal(rows[1]?.title, "a\n =1+1");
  assert.deepEqual([rows.at(-1)?.type, rows.at(-1)?.id], ["error", "INTERRUPTED"]);
  const escaped = await formatOutcomes("csv", [makeDone([found])]);
  assert.equal(parseCsv(escaped.parts[""] ?? "")[1]?.title, "a\n' =1+1");
});

test("CSV names the owner in each row of his images", async () => {
  const done = makeDone([makeVulnerability()]);
  const owned = { ...done, target: { ...done.target, labels: { owner: "team-a", slack: "#a" } } };
  const { parts } = await formatOutcomes("csv", [owned, done], { summary: { interrupted: true } });
  const rows = parseCsv(parts[""] ?? "");
  assert.deepEqual(
    rows.map(({ type, owner }) => [type, owner]),
    [
      ["scanned", "team-a"],
      ["vulnerability", "team-a"],
      ["scanned", ""],
      ["vulnerability", ""],
      ["error", ""],
    ],
  );
});

test.run();
