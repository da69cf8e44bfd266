import assert from "node:assert/strict";
import { test } from "uvu";
import { defineErrors, defineProcessor } from "#core/mod.ts";
import { codeOf, collector, images, runToEnd } from "#support/pipeline.ts";

test("scan() ends with an error that is fatal, also where it happens to one target: no target after it is begun", async () => {
  const { sink, outcomes, calls } = collector();
  const loginError = defineErrors({ LOGIN_LOST: { message: () => "The login is refused", fatal: true } });
  const work = defineProcessor({
    name: "work",
    setup: () => ({
      process({ target }) {
        if (target.image === "b") throw loginError("LOGIN_LOST", {});
      },
    }),
  })();
  const { error, last } = await runToEnd({
    sources: [images("a", "b", "c", "d")],
    processors: [work],
    sinks: [sink],
  });
  assert.equal(codeOf(error), "LOGIN_LOST");
  assert.deepEqual(
    outcomes.map(({ target, status }) => [target.image, status]),
    [
      ["a", "done"],
      ["b", "failed"],
    ],
  );
  assert.deepEqual(calls, ["end", "dispose"]);
  assert.equal(last?.interrupted, true);
});

test("a fatal error at the end of a processor is the run's, when the other pipelines are through and the sinks have ended", async () => {
  const { sink, outcomes, calls } = collector();
  const full = defineErrors({ FULL: { message: () => "The disk is full", fatal: true } });
  const work = defineProcessor({
    name: "work",
    setup: () => ({
      process: () => undefined,
      dispose() {
        throw full("FULL", {});
      },
    }),
  })();
  const pipelines = {
    one: { sources: [images("a", "b")], processors: [work] },
    two: { sources: [images("c")], processors: [] },
  };
  const { error, last } = await runToEnd({ pipelines, sinks: [sink] });
  assert.equal(codeOf(error), "FULL");
  assert.deepEqual(
    outcomes.map(({ target, status }) => [target.image, status]),
    [
      ["a", "done"],
      ["b", "done"],
      ["c", "done"],
    ],
  );
  assert.deepEqual(calls, ["end", "dispose"]);
  assert.deepEqual([last?.done, last?.interrupted], [3, false]);
});

test.run();
