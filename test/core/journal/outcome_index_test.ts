import assert from "node:assert/strict";
import { test } from "uvu";
import { createOutcomeIndex } from "#core/journal/outcome_index.ts";

test("an outcome is taken once, and as often as it was added", () => {
  const index = createOutcomeIndex();
  index.add("aa".repeat(16), 10);
  index.add("bb".repeat(16), 20);
  index.add("bb".repeat(16), 5_000_000_000);
  assert.equal(index.size, 3);
  assert.equal(index.take("aa".repeat(16)), 10);
  assert.equal(index.take("aa".repeat(16)), undefined);
  assert.deepEqual([index.take("bb".repeat(16)), index.take("bb".repeat(16))], [5_000_000_000, 20]);
  assert.equal(index.take("bb".repeat(16)), undefined);
  assert.equal(index.size, 0);
});

test.run();
