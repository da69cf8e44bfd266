import assert from "node:assert/strict";
import { test } from "uvu";
import { exitCodeOf, exitCodeOfError } from "#core/cli/exit_code.ts";
import { coreError, emptySummary } from "#core/kit.ts";

const passed = { isHit: () => false };
const hit = { isHit: () => true };

test("exitCodeOf() is 0 only when every target was scanned and the gate passed", () => {
  const summary = emptySummary();
  assert.equal(exitCodeOf(summary, passed), 0);
  assert.equal(exitCodeOf(summary, hit), 1);
  assert.equal(exitCodeOf({ ...summary, failed: 1 }, passed), 4);
  assert.equal(exitCodeOf({ ...summary, failed: 1 }, hit), 1);
  assert.equal(exitCodeOf({ ...summary, skipped: 3 }, passed), 0);
});

test("exitCodeOfError() tells the user's mistakes from broken runs and interruptions", () => {
  assert.equal(exitCodeOfError(coreError("USAGE", { reason: "x" })), 2);
  assert.equal(exitCodeOfError(coreError("NOTHING_TO_SCAN", { reason: "x" })), 3);
  assert.equal(exitCodeOfError(coreError("ABORTED", { reason: "x" })), 130);
  assert.equal(exitCodeOfError(new Error("bug")), 3);
});

test.run();
