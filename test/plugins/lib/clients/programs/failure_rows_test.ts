import assert from "node:assert/strict";
import { test } from "uvu";
import { type FailureRow, findFailureRow } from "#plugins/lib/clients/programs/mod.ts";

const ROWS: readonly FailureRow<"DENIED" | "TIMEOUT" | "OTHER">[] = [
  { code: "DENIED", patterns: ["denied", ["refused by", "policy"]] },
  { code: "TIMEOUT", patterns: [/took \d+ s/] },
  { code: "OTHER", patterns: ["error"] },
];

test("findFailureRow() takes the first row of the table, whichever text shows it", () => {
  assert.deepEqual(findFailureRow(ROWS, ["error: no", "it took 20 s", "access denied"]), {
    code: "DENIED",
    index: 2,
    at: 7,
  });
  assert.deepEqual(findFailureRow(ROWS, ["error", "it took 20 s"]), { code: "TIMEOUT", index: 1, at: 3 });
  assert.equal(findFailureRow(ROWS, ["it took long", ""]), undefined);
  assert.equal(findFailureRow(ROWS, []), undefined);
});

test("all parts of a list must be in one text; the place is that of the first", () => {
  assert.deepEqual(findFailureRow(ROWS, ["policy: refused by us"]), { code: "DENIED", index: 0, at: 8 });
  assert.equal(findFailureRow(ROWS, ["refused by us", "a policy"]), undefined);
});

test.run();
