import assert from "node:assert/strict";
import { Observable } from "rxjs";
import { test } from "uvu";
import {
  coreError,
  defineProcessor,
  defineSink,
  defineSource,
  isScanError,
  type Outcome,
  type ScanConfig,
  type ScanEvent,
  type ScanOptions,
  type Summary,
  scan,
  skip,
  type Target,
} from "../../../core/mod.ts";

function image(name: string, more: Partial<Target> = {}): Target {
  return { id: `image:${name}`, kind: "image", image: name, severityLevel: 4, origin: { from: "test" }, ...more };
}

function sourceOf(targets: () => Iterable<Target> | AsyncIterable<Target> | Observable<Target>) {
  return defineSource({ name: "given", provides: ["image"], setup: () => ({ targets }) })();
}

function images(...names: readonly string[]) {
  return sourceOf(() => names.map((name) => image(name)));
}

function collector() {
  const outcomes: Outcome[] = [];
  const calls: string[] = [];
  let summary: Summary | undefined;
  const sink = defineSink({
    name: "collector",
    setup: () => ({
      write: (outcome) => void outcomes.push(outcome),
      end(given) {
        calls.push("end");
        summary = given;
      },
      dispose: () => void calls.push("dispose"),
    }),
  })();
  return { sink, outcomes, calls, summary: () => summary };
}

interface Ended {
  readonly events: readonly ScanEvent[];
  readonly error: unknown;
  readonly last: Summary | undefined;
}

async function runToEnd(config: ScanConfig, options?: ScanOptions): Promise<Ended> {
  const events: ScanEvent[] = [];
  let error: unknown;
  await scan(config, options)
    .forEach((event) => void events.push(event))
    .catch((caught) => {
      error = caught;
    });
  const last = events.find((event) => event.type === "run.finished")?.summary;
  return { events, error, last };
}

function codeOf(error: unknown): string {
  return isScanError(error) ? error.code : `not a ScanError: ${error}`;
}

test("scan() gives every sink every target exactly once, whatever became of it", async () => {
  const [first, second] = [collector(), collector()];
  const work = defineProcessor({
    name: "work",
    setup: () => ({
      process({ target }) {
        if (target.image === "bad") throw coreError("USAGE", { reason: "it is bad" });
        if (target.image === "boom") throw new TypeError("boom");
        return target.image === "old" ? skip("up to date") : { findings: [] };
      },
    }),
  })();
  const settled = image("broken", {
    settled: { status: "failed", error: { code: "X", message: "line 3", stage: "targets", retryable: false } },
  });
  const source = sourceOf(() => [image("good"), image("bad"), image("boom"), image("old"), settled]);
  const { error, last } = await runToEnd({
    sources: [source],
    processors: [work],
    jobs: 3,
    sinks: [first.sink, second.sink],
  });
  assert.equal(error, undefined);
  assert.deepEqual(first.outcomes, second.outcomes);
  const endings = first.outcomes.map(({ target, ...outcome }) => [
    target.image,
    outcome.status === "failed" ? outcome.error.code : outcome.status,
  ]);
  assert.deepEqual(Object.fromEntries(endings), {
    good: "done",
    bad: "USAGE",
    boom: "PLUGIN_FAILED",
    old: "skipped",
    broken: "X",
  });
  assert.equal(endings.length, 5);
  assert.deepEqual([last?.emitted, last?.done, last?.failed, last?.skipped], [5, 1, 3, 1]);
  assert.deepEqual(first.calls, ["end", "dispose"]);
});

test("scan() is cold: nothing happens before it is subscribed to, and each subscription is a run of its own", async () => {
  let setups = 0;
  const source = defineSource({
    name: "counted",
    setup() {
      setups += 1;
      return { targets: () => [image("a")] };
    },
  })();
  const run = scan({ sources: [source] });
  assert.equal(setups, 0);
  const [one, two] = [[] as string[], [] as string[]];
  await run.forEach((event) => void (event.type === "run.started" && one.push(event.runId)));
  await run.forEach((event) => void (event.type === "run.started" && two.push(event.runId)));
  assert.equal(setups, 2);
  assert.notDeepEqual(one, two);
});

test("scan() passes data from processor to processor and never lets one change what another sees", async () => {
  const seen: unknown[] = [];
  const finding = {
    type: "secret",
    severity: "HIGH",
    componentType: "Secret",
    target: "/a",
    typeDetail: "",
    classDetail: "secret",
    ruleId: "r",
    category: "c",
    title: "t",
    startLine: 1,
    endLine: 1,
    match: "***",
  } as const;
  const find = defineProcessor({
    name: "find",
    provides: ["findings"],
    setup: () => ({ process: () => ({ findings: [finding] }) }),
  })();
  const look = defineProcessor({
    name: "look",
    needs: ["findings"],
    setup: () => ({ process: ({ data }) => void seen.push(data.findings?.length) }),
  })();
  const { last } = await runToEnd({ sources: [images("a", "b")], processors: [find, look] });
  assert.deepEqual(seen, [1, 1]);
  assert.deepEqual([last?.secrets, last?.severities.HIGH, last?.components.Secret?.HIGH], [2, 2, 2]);
});

test("scan() runs a target's clean-up after the last processor, newest first, also when one failed", async () => {
  const log: string[] = [];
  const first = defineProcessor({
    name: "first",
    setup: () => ({
      process(_, { defer, target }) {
        defer(() => void log.push(`outer ${target.image}`));
        defer(() => {
          log.push(`inner ${target.image}`);
          throw new Error("clean-up broke");
        });
      },
    }),
  })();
  const second = defineProcessor({
    name: "second",
    setup: () => ({
      process({ target }) {
        log.push(`work ${target.image}`);
        if (target.image === "b") throw new Error("no");
      },
    }),
  })();
  const { events, last } = await runToEnd({ sources: [images("a", "b")], processors: [first, second] });
  assert.deepEqual(log, ["work a", "inner a", "outer a", "work b", "inner b", "outer b"]);
  assert.deepEqual([last?.done, last?.failed], [1, 1]);
  const warnings = events.filter((event) => event.type === "log").map((event) => event.message);
  assert.deepEqual(
    warnings,
    [1, 2].map(() => 'The plugin "first" failed in cleanup: clean-up broke'),
  );
});

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
  const twice = await runToEnd({ sources: [images("a")], processors: [wanting("one"), wanting("one")] });
  assert.equal(isScanError(twice.error) && twice.error.message, "one is missing");
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

test("scan() calls sinks for one outcome at a time, and a slow sink slows the source", async () => {
  let inside = 0;
  let pulled = 0;
  let written = 0;
  let maxAhead = 0;
  const source = sourceOf(function* () {
    for (; pulled < 40; ) {
      pulled += 1;
      maxAhead = Math.max(maxAhead, pulled - written);
      yield image(`i${pulled}`);
    }
  });
  const slow = defineSink({
    name: "slow",
    setup: () => ({
      async write() {
        inside += 1;
        assert.equal(inside, 1);
        await new Promise((resolve) => setImmediate(resolve));
        inside -= 1;
        written += 1;
      },
    }),
  })();
  const { error } = await runToEnd({ sources: [source], jobs: 4, sinks: [slow] });
  assert.equal(error, undefined);
  assert.equal(written, 40);
  assert.ok(maxAhead <= 4, `${maxAhead} ahead of the sink`);
});

test("scan() ends an interrupted run in order: nothing new, what runs is told, sinks end, the error says so", async () => {
  const controller = new AbortController();
  const { sink, outcomes, calls, summary } = collector();
  const started: string[] = [];
  const wait = defineProcessor({
    name: "wait",
    setup: () => ({
      async process({ target }, { signal }) {
        started.push(target.image ?? "");
        if (target.image === "a") return undefined;
        controller.abort();
        assert.ok(signal.aborted);
        throw coreError("ABORTED", { reason: "the scan was stopped" });
      },
    }),
  })();
  const { error, last } = await runToEnd(
    { sources: [images("a", "b", "c")], processors: [wait], sinks: [sink] },
    { signal: controller.signal },
  );
  assert.equal(codeOf(error), "ABORTED");
  assert.deepEqual(started, ["a", "b"]);
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ["done", "failed"],
  );
  assert.deepEqual(calls, ["end", "dispose"]);
  assert.equal(summary()?.interrupted, true);
  assert.equal(last?.emitted, 2);
});

test("scan() is not held up by a source that waits while the run is interrupted", async () => {
  const controller = new AbortController();
  const source = sourceOf(async function* () {
    yield image("a");
    setImmediate(() => controller.abort());
    await new Promise(() => {});
  });
  const alive = setInterval(() => {}, 1000);
  const { error, last } = await runToEnd({ sources: [source] }, { signal: controller.signal });
  clearInterval(alive);
  assert.equal(codeOf(error), "ABORTED");
  assert.equal(last?.done, 1);
});

test("scan() aborts the run when the consumer unsubscribes, and still disposes", async () => {
  const aborted = new Promise<void>((resolve, reject) => {
    const wait = defineProcessor({
      name: "wait",
      setup: () => ({
        process: (_, { signal }) =>
          new Promise<undefined>((done) => signal.addEventListener("abort", () => done(undefined))),
        dispose: resolve,
      }),
    })();
    const subscription = scan({ sources: [images("a")], processors: [wait] }).subscribe({
      next: (event) => event.type === "target.started" && setImmediate(() => subscription.unsubscribe()),
      error: reject,
    });
  });
  await aborted;
});

test("scan() takes an Observable as a source", async () => {
  const source = sourceOf(
    () =>
      new Observable<Target>((subscriber) => {
        for (const name of ["a", "b", "c"]) subscriber.next(image(name));
        setImmediate(() => {
          subscriber.next(image("d"));
          subscriber.complete();
        });
      }),
  );
  const { last } = await runToEnd({ sources: [source], jobs: 2 });
  assert.equal(last?.done, 4);
});

test("scan() runs several pipelines one after the other into the same sinks, which end once", async () => {
  const { sink, outcomes, calls } = collector();
  const pipelines = { one: { sources: [images("a", "b")], jobs: 2 }, two: { sources: [images("c")] } };
  await runToEnd({ pipelines, sinks: [sink] });
  assert.deepEqual(outcomes.map(({ pipeline, target }) => `${pipeline} ${target.image}`).sort(), [
    "one a",
    "one b",
    "two c",
  ]);
  assert.deepEqual(calls, ["end", "dispose"]);
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

test("scan() says in a dry run what would be done with each target, and does none of it", async () => {
  const { sink, outcomes } = collector();
  const dangerous = defineProcessor({
    name: "dangerous",
    preflight: () => assert.fail("preflight"),
    setup: () => assert.fail("setup"),
    plan: (_, target) => `launch ${target.image}`,
  })();
  const { events, error } = await runToEnd(
    { sources: [images("a")], processors: [dangerous], sinks: [sink] },
    { dryRun: true },
  );
  assert.equal(error, undefined);
  assert.deepEqual(outcomes, []);
  const plans = events.flatMap((event) => (event.type === "target.finished" ? [event.outcome] : []));
  assert.deepEqual(
    plans.map((outcome) => outcome.status === "skipped" && outcome.reason),
    ["would launch a"],
  );
});

test("scan() masks secrets in failures, reasons and log lines", async () => {
  const { sink, outcomes } = collector();
  const leaky = defineProcessor({
    name: "leaky",
    setup: () => ({
      process(_, { log }) {
        log.info("logging in with hunter2-secret");
        throw new Error("403 for hunter2-secret");
      },
    }),
  })();
  const { events } = await runToEnd(
    { sources: [images("a")], processors: [leaky], sinks: [sink] },
    { env: { APP_PASSWORD: "hunter2-secret" } },
  );
  const said = events.map((event) => (event.type === "log" ? event.message : "")).join("");
  const [outcome] = outcomes;
  assert.match(said, /logging in with \*\*\*/);
  assert.ok(outcome?.status === "failed" && outcome.error.message.endsWith("403 for ***"));
});

test("scan() names the hooks that are pending when the process has nothing left to wait for", async () => {
  const stuck = defineProcessor({
    name: "stuck",
    setup: () => ({ process: () => new Promise<undefined>(() => {}) }),
  })();
  const ended = runToEnd({ sources: [images("a")], processors: [stuck] });
  await new Promise((resolve) => setTimeout(resolve, 50));
  process.emit("beforeExit", 0);
  const { error } = await ended;
  assert.equal(codeOf(error), "HOOKS_PENDING");
  assert.match(String(error), /stuck\.process/);
});

test.run();
