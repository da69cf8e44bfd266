import assert from "node:assert/strict";
import { Observable } from "rxjs";
import { test } from "uvu";
import { coreError } from "#core/kit.ts";
import { defineProcessor, defineSink, defineSource, scan, skip, type Target } from "#core/mod.ts";
import { collector, image, images, runToEnd, sourceOf } from "#support/pipeline.ts";

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
    settled: {
      status: "failed",
      error: { code: "X", message: "line 3", retryable: false, fatal: false, usage: false },
    },
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

test("scan() gives the sinks what was found out of a target that is then skipped", async () => {
  const { sink, outcomes } = collector();
  const first = defineProcessor({ name: "first", setup: () => ({ process: () => ({ note: "looked at" }) }) })();
  const second = defineProcessor({
    name: "second",
    setup: () => ({
      process: ({ target }) => skip("enough", { image: { reference: `${target.image}@here`, source: "docker" } }),
    }),
  })();
  await runToEnd({ sources: [images("a")], processors: [first, second], sinks: [sink] });
  assert.deepEqual(
    outcomes.map(({ status, data }) => [status, data]),
    [["skipped", { note: "looked at", image: { reference: "a@here", source: "docker" } }]],
  );
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
    kind: "secret",
    id: "r",
    severity: "HIGH",
    category: "c",
    location: { path: "/a", startLine: 1, endLine: 1 },
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
    ["launch a"],
  );
});

test.run();
