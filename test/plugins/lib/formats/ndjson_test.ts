import assert from "node:assert/strict";
import { test } from "uvu";
import { formatOutcomes } from "#support/formats/format_outcomes.ts";
import { assertGolden } from "#support/formats/golden.ts";
import { HARD_OUTCOMES } from "#support/formats/hard_outcomes.ts";

test("NDJSON loses nothing of an outcome, and its last line says how many there are; it is what it was", async () => {
  const { parts } = await formatOutcomes("ndjson", HARD_OUTCOMES);
  assertGolden("ndjson.ndjson", parts[""] ?? "");
  const lines = (parts[""] ?? "").trimEnd().split("\n");
  const [run, ...rest] = lines.map((line) => JSON.parse(line));
  const end = rest.pop();
  assert.deepEqual([run.type, run.format, run.label], ["run", 1, "remote"]);
  assert.deepEqual(end, { type: "end", outcomes: HARD_OUTCOMES.length, interrupted: false });
  assert.deepEqual(
    rest.map(({ type, ...outcome }) => outcome),
    JSON.parse(JSON.stringify(HARD_OUTCOMES)),
  );
});

test.run();
