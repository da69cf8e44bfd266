import assert from "node:assert/strict";
import { test } from "uvu";
import { exitCodeOf, exitCodeOfError } from "#core/cli/exit_code.ts";
import { coreError, emptySummary, zeroCounts } from "#core/kit.ts";
import type { Summary } from "#core/mod.ts";

function summaryWith(fields: Partial<Summary>): Summary {
  return { ...emptySummary(), ...fields };
}

test("exitCodeOf() is 0 only when every target was scanned and the gate passed", () => {
  const high = summaryWith({ severities: { ...zeroCounts(), HIGH: 1 } });
  assert.equal(exitCodeOf(high, {}), 0);
  assert.equal(exitCodeOf(high, { severity: "CRITICAL" }), 0);
  assert.equal(exitCodeOf(high, { severity: "HIGH" }), 1);
  assert.equal(exitCodeOf(high, { severity: "LOW" }), 1);
  assert.equal(exitCodeOf(summaryWith({ failed: 1 }), { severity: "LOW" }), 4);
  assert.equal(exitCodeOf({ ...high, failed: 1 }, { severity: "HIGH" }), 1);
  assert.equal(exitCodeOf(summaryWith({ skipped: 3 }), {}), 0);
});

test("exitCodeOf() counts caveats only where they are asked for: all, or those with a code", () => {
  const doubtful = summaryWith({ withCaveats: 1, caveats: { OS_UNKNOWN: 1 } });
  assert.equal(exitCodeOf(doubtful, {}), 0);
  assert.equal(exitCodeOf(doubtful, { severity: "UNKNOWN" }), 0);
  assert.equal(exitCodeOf(doubtful, { caveats: true }), 1);
  assert.equal(exitCodeOf(doubtful, { caveats: ["OS_END_OF_LIFE", "OS_UNKNOWN"] }), 1);
  assert.equal(exitCodeOf({ ...doubtful, failed: 1 }, { caveats: ["OS_END_OF_LIFE"] }), 4);
  assert.equal(exitCodeOf(summaryWith({}), { caveats: true }), 0);
});

test("exitCodeOfError() tells the user's mistakes from broken runs and interruptions", () => {
  assert.equal(exitCodeOfError(coreError("USAGE", { reason: "x" })), 2);
  assert.equal(exitCodeOfError(coreError("NOTHING_TO_SCAN", { reason: "x" })), 3);
  assert.equal(exitCodeOfError(coreError("ABORTED", { reason: "x" })), 130);
  assert.equal(exitCodeOfError(new Error("bug")), 3);
});

test.run();
