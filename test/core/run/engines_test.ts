import assert from "node:assert/strict";
import { test } from "uvu";
import { type Engine, openPipeline } from "#core/kit.ts";
import { defineEngine, defineProcessor, defineSink, isScanError, type Outcome, type ScanConfig } from "#core/mod.ts";
import { fakeFinding } from "#core/testing/mod.ts";
import { codeOf, collector, image, images, runToEnd } from "#support/pipeline.ts";

const scanner = defineProcessor({
  name: "scanner",
  provides: ["findings"],
  setup: () => ({
    process({ target }) {
      if (target.image === "bad") throw new Error("it is bad");
      return target.image === "old" ? { skip: "too old" } : { findings: [fakeFinding({ severity: "CRITICAL" })] };
    },
  }),
});
const pipeline: ScanConfig = { sources: [images("good", "bad", "old")], processors: [scanner()] };

/** An engine whose answers come as from elsewhere, through JSON. */
const engineOf = (process: Engine["process"], more: Partial<Engine> = {}) =>
  defineEngine({ name: "far", setup: () => ({ open: () => ({ process, ...more }) }) })();

async function outcomesOf(config: ScanConfig, options = {}): Promise<readonly Outcome[]> {
  const { sink, outcomes } = collector();
  const { error } = await runToEnd({ ...config, sinks: [sink] }, options);
  assert.equal(error, undefined);
  return outcomes;
}

/** Without what is another in each run. */
const timeless = (outcomes: readonly Outcome[]) =>
  outcomes.map(({ startedAt: _s, finishedAt: _f, durationMs: _d, ...outcome }) => outcome);

test("an engine that hands targets elsewhere, as JSON, has the outcomes of a run in this process", async () => {
  const worker = await openPipeline(pipeline, "default");
  const far = engineOf(async (target, known) => {
    const outcome = await worker.process(JSON.parse(JSON.stringify(target)), known);
    return JSON.parse(JSON.stringify(outcome));
  });
  assert.deepEqual(timeless(await outcomesOf({ ...pipeline, engine: far })), timeless(await outcomesOf(pipeline)));
  await worker.close();
});

test("an engine of the call comes before that of the config; a dry run has neither", async () => {
  const refuse = engineOf(() => Promise.reject(new Error("not me")));
  const accept = engineOf(async (target) => doneOf(target));
  const [first] = await outcomesOf({ ...pipeline, engine: refuse }, { engine: accept });
  assert.equal(first?.status, "done");
  const { events } = await runToEnd({ ...pipeline, engine: refuse }, { dryRun: true });
  const planned = events.flatMap((event) => (event.type === "target.finished" ? [event.outcome.status] : []));
  assert.deepEqual(planned, ["skipped", "skipped", "skipped"]);
});

test("what an engine throws fails its target, in words that name it", async () => {
  const outcomes = await outcomesOf({ ...pipeline, engine: engineOf(() => Promise.reject(new Error("no worker"))) });
  assert.deepEqual(
    outcomes.map((outcome) => outcome.status === "failed" && outcome.error.message),
    Array(3).fill('The plugin "far" failed in process: no worker'),
  );
});

function doneOf(target: Outcome["target"], more: object = {}): Outcome {
  const now = new Date().toISOString();
  return { target, data: {}, pipeline: "x", status: "done", startedAt: now, finishedAt: now, durationMs: 1, ...more };
}

for (const [what, answer] of [
  ["nothing", undefined],
  ["another status", { status: "clean" }],
  ["a failure without a code", { status: "failed", error: { message: "x" } }],
  ["a skip without a reason", { status: "skipped" }],
  ["no list of findings", { data: { findings: "none" } }],
  ["a finding of no severity", { data: { findings: [{ ...fakeFinding(), severity: "BAD" }] } }],
  ["no time", { finishedAt: "soon" }],
  ["no duration", { durationMs: "1" }],
] as const)
  test(`an engine that returns ${what} fails the target: it never looks clean`, async () => {
    const engine = engineOf(async (target) => (answer === undefined ? (answer as never) : doneOf(target, answer)));
    const [outcome] = await outcomesOf({ ...pipeline, engine });
    assert.equal(outcome?.status === "failed" && outcome.error.code, "RESULT_INVALID");
  });

test("the target of an outcome is the one that the engine was asked about; its findings are judged as others are", async () => {
  const low = fakeFinding({ severity: "LOW" });
  const high = fakeFinding({ severity: "HIGH" });
  const engine = engineOf(async () => doneOf(image("another"), { data: { findings: [low, high] } }));
  const [outcome] = await outcomesOf({ ...pipeline, engine });
  assert.equal(outcome?.target.image, "good");
  assert.deepEqual(
    outcome?.data.findings?.map(({ severity, scanner: by }) => [severity, by]),
    [["HIGH", "far"]],
  );
});

test("an engine is closed when its pipeline has ended, and opened once for each", async () => {
  const calls: string[] = [];
  const engine = defineEngine({
    name: "far",
    setup: () => ({
      open(given) {
        calls.push(`open ${given.name}: ${given.processors.join()} at ${given.jobs}`);
        return { process: async (target) => doneOf(target), close: () => void calls.push("close") };
      },
      dispose: () => void calls.push("dispose"),
    }),
  });
  const one = { sources: [images("a")], processors: [scanner()], jobs: 2 };
  await outcomesOf({ pipelines: { one, two: one }, engine: engine() });
  assert.deepEqual(calls, ["open one: scanner at 2", "close", "open two: scanner at 2", "close", "dispose"]);
});

test("an engine that fails at its close ends the run with that, and the processors which it has opened here are released", async () => {
  const calls: string[] = [];
  const held = defineProcessor({
    name: "held",
    setup: () => ({ process: () => undefined, dispose: () => void calls.push("dispose") }),
  });
  const wrapper = defineEngine({
    name: "wrapper",
    setup: () => ({
      async open(given) {
        const { process } = await given.openHere();
        return { process, close: () => Promise.reject(new Error("a worker is gone")) };
      },
    }),
  });
  const { sink, outcomes } = collector();
  const { error } = await runToEnd({ ...pipeline, processors: [held()], sinks: [sink], engine: wrapper() });
  assert.match(String(error), /"wrapper" failed in close: a worker is gone/);
  assert.deepEqual([calls, outcomes.length], [["dispose"], 3]);
});

for (const [what, returned, reason] of [
  ["nothing", undefined, /it returned nothing, not an object with process\(\)$/],
  ["a function", () => undefined, /it returned a function, not an object with process\(\)$/],
  ["an object without process()", { run: () => undefined }, /an object whose process is nothing, not a function$/],
] as const)
  test(`an engine whose open() returns ${what} ends the run, in words that name it`, async () => {
    const engine = defineEngine({ name: "far", setup: () => ({ open: async () => returned as never }) });
    const { error } = await runToEnd({ ...pipeline, engine: engine() });
    assert.ok(isScanError(error));
    assert.equal(error.code, "PLUGIN_FAILED");
    assert.match(error.message, /^The plugin "far" failed in open: /);
    assert.match(error.message, reason);
  });

test("the preflight of processors that run elsewhere is left to the workers", async () => {
  const checks: string[] = [];
  const checked = defineProcessor({
    name: "checked",
    preflight: () => void checks.push("processor"),
    setup: () => ({ process: () => undefined }),
  });
  const config = { sources: [images("a")], processors: [checked()] };
  for (const runsElsewhere of [true, false]) {
    const engine = defineEngine({
      name: "far",
      runsElsewhere,
      preflight: () => void checks.push(runsElsewhere ? "engine there" : "engine here"),
      setup: () => ({ open: () => ({ process: async (target) => doneOf(target) }) }),
    });
    await outcomesOf({ ...config, engine: engine() });
  }
  assert.deepEqual(checks, ["engine there", "processor", "engine here"]);
  await (await openPipeline(config, "default")).close();
  assert.equal(checks.at(-1), "processor");
});

/** An engine that works on a slow target until it is told to stop. */
const engineUntilStopped = (onWork: () => void) =>
  defineEngine({
    name: "far",
    setup: () => ({
      open: ({ signal }) => ({
        process(target) {
          if (target.image !== "slow") return Promise.resolve(doneOf(target));
          return new Promise((resolve) => {
            signal.addEventListener("abort", () => resolve(doneOf(target)));
            onWork();
          });
        },
      }),
    }),
  })();

test("the signal of a pipeline fires when the run is interrupted", async () => {
  const user = new AbortController();
  const engine = engineUntilStopped(() => user.abort());
  const { error, last } = await runToEnd({ sources: [images("slow")], engine }, { signal: user.signal });
  assert.deepEqual([codeOf(error), last?.done], ["ABORTED", 1]);
});

test("the signal of a pipeline fires when a sink is broken", async () => {
  const full = defineSink({ name: "full", setup: () => ({ write: () => Promise.reject(new Error("no space")) }) });
  let works = 0;
  const engine = engineUntilStopped(() => {
    works += 1;
  });
  const { error } = await runToEnd({ sources: [images("slow", "quick")], jobs: 2, sinks: [full()], engine });
  assert.match(String(error), /"full" failed in write: no space/);
  assert.equal(works, 1);
});

test("openPipeline() refuses what a run would refuse", async () => {
  await assert.rejects(openPipeline(pipeline, "nightly"), (error) => codeOf(error) === "USAGE");
  const needy = defineProcessor({
    name: "needy",
    preflight() {
      throw new TypeError("there is no needle");
    },
    setup: () => ({ process: () => undefined }),
  });
  const opening = openPipeline({ sources: [images("a")], processors: [needy()] }, "default");
  await assert.rejects(opening, /"needy" failed in preflight: there is no needle/);
});

test.run();
