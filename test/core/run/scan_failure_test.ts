import assert from "node:assert/strict";
import { test } from "uvu";
import { coreError } from "#core/kit.ts";
import { defineProcessor, defineSink, defineSource, isScanError } from "#core/mod.ts";
import { codeOf, collector, image, images, runToEnd, sourceOf } from "#support/pipeline.ts";

test("scan() sets up in order, disposes in reverse, each in its own try", async () => {
  const log: string[] = [];
  const step = (name: string, breaks = false) => ({
    name,
    setup: () => {
      log.push(`+${name}`);
      return {
        targets: () => [image("a")],
        dispose() {
          log.push(`-${name}`);
          if (breaks) throw new Error("dispose broke");
        },
      };
    },
  });
  const { error } = await runToEnd({
    sources: [defineSource(step("source"))()],
    processors: [
      defineProcessor({ ...step("one"), setup: () => ({ ...step("one").setup(), process: () => undefined }) })(),
      defineProcessor({ ...step("two"), setup: () => ({ ...step("two", true).setup(), process: () => undefined }) })(),
    ],
    sinks: [defineSink(step("sink"))()],
  });
  assert.equal(error, undefined);
  assert.deepEqual(log, ["+source", "+sink", "+one", "+two", "-two", "-one", "-sink", "-source"]);
});

test("scan() fails with the name of a plugin whose setup takes too long, and releases what comes too late", async () => {
  let release = () => {};
  const disposed: string[] = [];
  const slow = defineProcessor({
    name: "slow",
    setupTimeoutMs: 20,
    setup: () =>
      new Promise((resolve) => {
        release = () => resolve({ process: () => undefined, dispose: () => void disposed.push("slow") });
      }),
  })();
  const { error } = await runToEnd({ sources: [images("a")], processors: [slow] });
  assert.equal(codeOf(error), "HOOK_TIMEOUT");
  assert.match(String(error), /"slow" did not finish setup within 0\.02 s/);
  release();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(disposed, ["slow"]);
});

test("scan() tells what all preflights are missing at once, before anything is set up", async () => {
  let setups = 0;
  const wanting = (name: string) =>
    defineProcessor({
      name,
      preflight() {
        throw coreError("USAGE", { reason: `${name} is missing` });
      },
      setup() {
        setups += 1;
        return { process: () => undefined };
      },
    })();
  const { error, events } = await runToEnd({ sources: [images("a")], processors: [wanting("one"), wanting("two")] });
  assert.equal(codeOf(error), "PREFLIGHT_FAILED");
  assert.deepEqual(isScanError(error) && error.problems?.map((problem) => problem.message), [
    "one is missing",
    "two is missing",
  ]);
  assert.equal(setups, 0);
  assert.deepEqual(events, []);
});

test("scan() ends with the source's error, and the sinks keep what was finished", async () => {
  const { sink, outcomes, calls, summary } = collector();
  const source = sourceOf(async function* () {
    yield image("a");
    throw new Error("connection lost");
  });
  const { error, last } = await runToEnd({ sources: [source], sinks: [sink] });
  assert.match(String(error), /The plugin "given" failed in targets: connection lost/);
  assert.deepEqual(
    outcomes.map(({ target }) => target.image),
    ["a"],
  );
  assert.deepEqual(calls, ["end", "dispose"]);
  assert.equal(summary()?.interrupted, true);
  assert.equal(last?.interrupted, true);
});

test("scan() stops when a sink cannot write; the other sinks still get every outcome and end", async () => {
  const { sink, outcomes, calls } = collector();
  const broken: string[] = [];
  const full = defineSink({
    name: "full",
    setup: () => ({
      write() {
        broken.push("write");
        throw new Error("no space left");
      },
      end: () => void broken.push("end"),
      dispose: () => void broken.push("dispose"),
    }),
  })();
  const { error, last } = await runToEnd({ sources: [images("a", "b", "c", "d")], jobs: 2, sinks: [full, sink] });
  assert.match(String(error), /The plugin "full" failed in write: no space left/);
  assert.deepEqual(broken, ["write", "dispose"]);
  assert.equal(outcomes.length, last?.emitted);
  assert.deepEqual(calls, ["end", "dispose"]);
});

test("scan() ends the sinks after one that fails in its end, and then no target is missing", async () => {
  const { sink, outcomes, calls, summary } = collector();
  const dead = defineSink({
    name: "dead",
    setup: () => ({
      end() {
        throw new Error("nobody answers");
      },
    }),
  })();
  const { error, last } = await runToEnd({ sources: [images("a", "b")], sinks: [dead, sink] });
  assert.match(String(error), /The plugin "dead" failed in end: nobody answers/);
  assert.equal(outcomes.length, 2);
  assert.deepEqual(calls, ["end", "dispose"]);
  assert.deepEqual([summary()?.interrupted, last?.interrupted], [false, false]);
});

test("scan() has nothing to scan when the sources are empty, and then no sink ends", async () => {
  const { sink, calls } = collector();
  const { error } = await runToEnd({ sources: [images()], sinks: [sink] });
  assert.equal(codeOf(error), "NOTHING_TO_SCAN");
  assert.deepEqual(calls, ["dispose"]);
  const counted = defineSource({ name: "none", setup: () => ({ targets: () => [], count: () => 0 }) })();
  const early = await runToEnd({ sources: [counted], sinks: [sink] });
  assert.equal(codeOf(early.error), "NOTHING_TO_SCAN");
  assert.deepEqual(early.events, []);
});

test("scan() ends a hook that is pending when nothing is left to wait for, names it, and keeps the rest", async () => {
  const { sink, outcomes, calls } = collector();
  const stuck = defineProcessor({
    name: "stuck",
    setup: () => ({ process: ({ target }) => (target.image === "b" ? new Promise<undefined>(() => {}) : undefined) }),
  })();
  const ended = runToEnd({ sources: [images("a", "b")], processors: [stuck], sinks: [sink] });
  while (outcomes.length < 1) await new Promise((resolve) => setImmediate(resolve));
  // One more turn for the second target to reach the processor.
  await new Promise((resolve) => setImmediate(resolve));
  process.emit("beforeExit", 0);
  const { error, last } = await ended;
  assert.equal(error, undefined);
  assert.deepEqual([last?.done, last?.failed], [1, 1]);
  assert.match(last?.failures[0]?.error.message ?? "", /process of the plugin "stuck" is still pending/);
  assert.deepEqual(calls, ["end", "dispose"]);
});

test("scan() ends only the sinks of pipelines that had something to scan", async () => {
  const [used, unused] = [collector(), collector()];
  const pipelines = {
    full: { sources: [images("a")], sinks: [used.sink] },
    empty: { sources: [images()], sinks: [unused.sink] },
  };
  const { error, events } = await runToEnd({ pipelines });
  assert.equal(error, undefined);
  assert.deepEqual([used.calls, unused.calls], [["end", "dispose"], ["dispose"]]);
  const warnings = events.flatMap((event) => (event.type === "log" ? [event.message] : []));
  assert.deepEqual(warnings, ['The pipeline "empty" had nothing to scan']);
});

test("scan() names the plugin that gives no targets, or that plans what it cannot", async () => {
  const nothing = await runToEnd({ sources: [sourceOf(() => undefined as never)] });
  assert.match(String(nothing.error), /The plugin "given" failed in targets: targets\(\) must return an iterable/);
  const planner = defineProcessor({
    name: "planner",
    plan() {
      throw new Error("no plan");
    },
    setup: () => ({ process: () => undefined }),
  })();
  const { last } = await runToEnd({ sources: [images("a")], processors: [planner] }, { dryRun: true });
  assert.match(last?.failures[0]?.error.message ?? "", /The plugin "planner" failed in plan: no plan/);
});

test("scan() tells a missing thing once, however many pipelines miss it, and opens a shared sink once", async () => {
  let setups = 0;
  const wanting = () =>
    defineProcessor({
      name: "wanting",
      preflight() {
        throw coreError("USAGE", { reason: "no binary" });
      },
      setup: () => ({ process: () => undefined }),
    })();
  const missing = await runToEnd({
    pipelines: {
      one: { sources: [images("a")], processors: [wanting()] },
      two: { sources: [images("b")], processors: [wanting()] },
    },
  });
  assert.match(String(missing.error), /no binary$/);
  const shared = defineSink({
    name: "shared",
    setup() {
      setups += 1;
      return {};
    },
  })();
  const pipelines = {
    one: { sources: [images("a")], sinks: [shared] },
    two: { sources: [images("b")], sinks: [shared] },
  };
  await runToEnd({ pipelines });
  assert.equal(setups, 1);
});

test.run();
