import assert from "node:assert/strict";
import { test } from "uvu";
import { findRunError } from "#core/run/run_state.ts";
import { makeSummary } from "#support/outcomes.ts";
import { codeOf } from "#support/pipeline.ts";

const whole = { ...makeSummary(), emitted: 6, done: 3, failed: 2, skipped: 1 };

test("a run whose sums agree has finished, whatever became of its targets", () => {
  assert.equal(findRunError({ failures: [], complaints: [], isStopped: false, summary: whole }), undefined);
});

test("a target that is missing from the sums is an error, also of a run that was interrupted", () => {
  for (const isStopped of [false, true]) {
    const error = findRunError({ failures: [], complaints: [], isStopped, summary: { ...whole, done: 2 } });
    assert.equal(codeOf(error), "LOST_TARGETS");
    assert.match(String(error), /6 targets were emitted but 5 are accounted for/);
  }
});

test("the first error of a run is the one to tell; then that it was stopped, then that there was nothing", () => {
  const [first, second] = [new Error("first"), new Error("second")];
  assert.equal(findRunError({ failures: [first, second], complaints: [], isStopped: true, summary: whole }), first);
  assert.equal(codeOf(findRunError({ failures: [], complaints: [], isStopped: true, summary: whole })), "ABORTED");
  assert.equal(
    codeOf(findRunError({ failures: [], complaints: [], isStopped: false, summary: makeSummary() })),
    "NOTHING_TO_SCAN",
  );
});

test("what a plugin says at its end is the error of a run that went well otherwise", () => {
  const complaints = [new Error("complaint")];
  assert.equal(findRunError({ failures: [], complaints, isStopped: false, summary: whole }), complaints[0]);
  assert.equal(codeOf(findRunError({ failures: [], complaints, isStopped: true, summary: whole })), "ABORTED");
  const lost = findRunError({ failures: [], complaints, isStopped: false, summary: { ...whole, done: 2 } });
  assert.equal(codeOf(lost), "LOST_TARGETS");
  const first = new Error("first");
  assert.equal(findRunError({ failures: [first], complaints, isStopped: false, summary: whole }), first);
});

test.run();
