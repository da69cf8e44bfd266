import assert from "node:assert/strict";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { test } from "uvu";
import { defineProcessor, defineSink, type PluginContext, scan } from "#core/mod.ts";
import { codeOf, image, images, runToEnd, sourceOf } from "#support/pipeline.ts";

/** A processor that keeps its context, and does some work. */
function watcher(work: (ctx: PluginContext) => unknown = () => {}) {
  const seen: PluginContext[] = [];
  const processor = defineProcessor({
    name: "watcher",
    setup: (_options, ctx) => {
      seen.push(ctx);
      return { process: async (_record, own) => void (await work(own)) };
    },
  })();
  return { processor, hasFired: () => seen[0]?.signal.aborted };
}

test("ctx.signal does not fire when a run has ended", async () => {
  const { processor, hasFired } = watcher();
  const { error } = await runToEnd({ sources: [images("a")], processors: [processor] });
  await delay(5);
  assert.deepEqual([error, hasFired()], [undefined, false]);
});

test("a broken sink stops what is in work, children too, but it is no interruption: ctx.signal does not fire", async () => {
  const child = new AbortController();
  const { processor, hasFired } = watcher(async ({ exec }) => {
    const sleeping = exec(process.execPath, ["-e", "setTimeout(() => {}, 60_000)"]);
    child.abort();
    await sleeping;
  });
  const broken = defineSink({
    name: "broken",
    setup: () => ({
      async write() {
        if (!child.signal.aborted) await once(child.signal, "abort");
        throw new Error("full");
      },
    }),
  })();
  const quick = images("quick");
  const slow = images("slow");
  const only = defineProcessor({
    name: "only",
    setup: () => ({ process: ({ target }) => (target.image === "quick" ? { skip: "quick" } : undefined) }),
  })();
  const startedAt = performance.now();
  const config = { sources: [quick, slow], processors: [only, processor], jobs: 2, sinks: [broken] };
  const { error } = await runToEnd(config);
  assert.match(String(error), /"broken" failed in write: full/);
  assert.equal(hasFired(), false);
  assert.ok(performance.now() - startedAt < 20_000, "the child was not waited for");
});

test("ctx.signal fires when whoever watches the run leaves", async () => {
  const left = watcher(() => run.unsubscribe());
  const run = scan({ sources: [images("a")], processors: [left.processor] }).subscribe({ error: () => {} });
  while (left.hasFired() !== true) await delay(5);
});

test("ctx.signal fires when a run is drained that has nothing in work: it waits for nobody", async () => {
  const { processor, hasFired } = watcher();
  const drain = new AbortController();
  const stuck = sourceOf(async function* () {
    setTimeout(() => drain.abort(), 5);
    await new Promise(() => {});
    yield image("never");
  });
  // Something else keeps the process alive, as a signal's handler would.
  const alive = setInterval(() => {}, 1000);
  const { error } = await runToEnd({ sources: [stuck], processors: [processor] }, { drain: drain.signal });
  clearInterval(alive);
  assert.deepEqual([codeOf(error), hasFired()], ["ABORTED", true]);
});

test.run();
