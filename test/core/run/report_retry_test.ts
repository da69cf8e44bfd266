import assert from "node:assert/strict";
import { test } from "uvu";
import { defineProcessor, type ScanEvent } from "#core/mod.ts";
import { collector, images, runToEnd } from "#support/pipeline.ts";

const retry = {
  attempt: 2,
  of: 3,
  code: "BUSY",
  reason: 'Cannot look at "a": busy, token ocean-grey-17',
  delayMs: 8000,
};

const busy = defineProcessor({
  name: "busy",
  activity: "looking",
  setup: (_, { addSecret }) => ({
    process(_record, ctx) {
      addSecret("ocean-grey-17");
      ctx.reportRetry(retry);
    },
  }),
});

function run(details: boolean) {
  const config = { sources: [images("a")], processors: [busy()], sinks: [collector().sink] };
  return runToEnd(config, { details });
}

const isOf = (type: ScanEvent["type"]) => (event: ScanEvent) => event.type === type;

test("reportRetry() emits the retry at its target, and the warning that a log needs; both are masked", async () => {
  const { events, error } = await run(false);
  assert.equal(error, undefined);
  const reason = 'Cannot look at "a": busy, token ***';
  const [retried, log] = [events.find(isOf("target.retry")), events.find(isOf("log"))];
  const at = { pipeline: "default", target: "image:a", plugin: "busy" };
  assert.deepEqual(retried, { type: "target.retry", ...at, ...retry, reason });
  const message = `${reason}; attempt 2 of 3 in 8.0 s`;
  assert.deepEqual(log, { type: "log", level: "warn", plugin: "busy", message, isRetry: true });
});

test("a processor's start says what it does, where somebody watches", async () => {
  const { events } = await run(true);
  const [started] = events.filter(isOf("processor.started"));
  assert.equal(started?.type === "processor.started" && started.activity, "looking");
});

test.run();
