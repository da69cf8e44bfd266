import assert from "node:assert/strict";
import { test } from "uvu";
import { exitCodeOf, exitCodeOfError } from "../../../core/cli/exit_code.ts";
import { coreError, emptySummary, type Summary, zeroCounts } from "../../../core/mod.ts";

function summaryWith(fields: Partial<Summary>): Summary {
  return { ...emptySummary(), ...fields };
}

test("exitCodeOf() is 0 only when every target was scanned and the gate passed", () => {
  const high = summaryWith({ severities: { ...zeroCounts(), HIGH: 1 } });
  assert.equal(exitCodeOf(high, undefined), 0);
  assert.equal(exitCodeOf(high, "CRITICAL"), 0);
  assert.equal(exitCodeOf(high, "HIGH"), 1);
  assert.equal(exitCodeOf(high, "LOW"), 1);
  assert.equal(exitCodeOf(summaryWith({ failed: 1 }), "LOW"), 4);
  assert.equal(exitCodeOf({ ...high, failed: 1 }, "HIGH"), 1);
  assert.equal(exitCodeOf(summaryWith({ skipped: 3 }), undefined), 0);
});

test("exitCodeOfError() tells the user's mistakes from broken runs and interruptions", () => {
  assert.equal(exitCodeOfError(coreError("USAGE", { reason: "x" })), 2);
  assert.equal(exitCodeOfError(coreError("NOTHING_TO_SCAN", { reason: "x" })), 3);
  assert.equal(exitCodeOfError(coreError("ABORTED", { reason: "x" })), 130);
  assert.equal(exitCodeOfError(new Error("bug")), 3);
});

test.run();
