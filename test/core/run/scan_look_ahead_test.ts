import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "uvu";
import { defineProcessor } from "#core/mod.ts";
import { codeOf, collector, image, images, runToEnd, sourceOf } from "#support/pipeline.ts";

const NAMES = Array.from({ length: 20 }, (_, index) => `i${index}`);

interface Asked {
  /** What was looked up so far, in order. */
  readonly asked: readonly string[];
  readonly ask: ReturnType<ReturnType<typeof defineProcessor>>;
}

/** A processor that looks ahead, and notes of whom. */
function createAsk(fail = ""): Asked {
  const asked: string[] = [];
  const ask = defineProcessor({
    name: "ask",
    looksAhead: true,
    setup: () => ({
      async process({ target: { image: name = "" } }) {
        asked.push(name);
        if (name === fail) throw new Error("nobody answers");
        return { note: `${name} was asked for` };
      },
    }),
  })();
  return { asked, ask };
}

/** A processor that waits for a signal, and then stops the run. */
function drainAfter(signal: AbortSignal, drain: AbortController) {
  return defineProcessor({
    name: "work",
    setup: () => ({
      async process() {
        if (!signal.aborted) await once(signal, "abort");
        drain.abort();
      },
    }),
  })();
}

test("scan() lets processors that look ahead be a few targets ahead of the rest, in order and with what they found", async () => {
  const { asked, ask } = createAsk();
  const { sink, outcomes } = collector();
  const ahead: number[] = [];
  const work = defineProcessor({
    name: "work",
    setup: () => ({
      async process({ target, data }) {
        assert.equal(data.note, `${target.image} was asked for`);
        await new Promise((resolve) => setImmediate(resolve));
        ahead.push(asked.length - ahead.length);
      },
    }),
  })();
  const { error, last } = await runToEnd({ sources: [images(...NAMES)], processors: [ask, work], sinks: [sink] });
  assert.equal(error, undefined);
  assert.deepEqual([last?.emitted, last?.done], [20, 20]);
  assert.deepEqual(
    outcomes.map(({ target }) => target.image),
    NAMES,
  );
  assert.ok(Math.max(...ahead) > 1 && Math.max(...ahead) <= 10, `${ahead}`);
});

test("scan() tells of a target that fails while it is looked up, in its place, and of all others", async () => {
  const { ask } = createAsk("i3");
  const { sink, outcomes } = collector();
  const { last } = await runToEnd({ sources: [images(...NAMES)], processors: [ask], sinks: [sink] });
  const failed = outcomes[3];
  assert.ok(failed?.status === "failed");
  assert.deepEqual([failed.target.image, failed.error.code, failed.error.plugin], ["i3", "PLUGIN_FAILED", "ask"]);
  assert.deepEqual([last?.emitted, last?.done, last?.failed], [20, 19, 1]);
});

test("scan() begins no target after the drain that was only looked up: it has no outcome", async () => {
  const { asked, ask } = createAsk();
  const { sink, outcomes } = collector();
  const drain = new AbortController();
  // The source says when all others have been looked up as far as they are.
  const isAhead = new AbortController();
  const source = sourceOf(async function* () {
    for (const name of NAMES) {
      yield image(name);
      if (asked.length >= 5) isAhead.abort();
    }
  });
  const config = { sources: [source], processors: [ask, drainAfter(isAhead.signal, drain)], sinks: [sink] };
  const { error, last } = await runToEnd(config, { drain: drain.signal });
  assert.equal(codeOf(error), "ABORTED");
  assert.ok(asked.length >= 5);
  assert.deepEqual(
    outcomes.map(({ target, status }) => [target.image, status]),
    [["i0", "done"]],
  );
  assert.deepEqual([last?.emitted, last?.done], [1, 1]);
});

test("scan() releases a processor that looks ahead when nothing is asked of it any more", async () => {
  const [asking, drain] = [new AbortController(), new AbortController()];
  let [inWork, atEnd] = [0, -1];
  const ask = defineProcessor({
    name: "ask",
    looksAhead: true,
    setup: () => ({
      async process({ target }) {
        if (target.image === "i0") return;
        inWork += 1;
        asking.abort();
        for (let turns = 0; turns < 50; turns += 1) await new Promise((resolve) => setImmediate(resolve));
        inWork -= 1;
      },
      dispose() {
        atEnd = inWork;
      },
    }),
  })();
  const config = {
    sources: [images(...NAMES)],
    processors: [ask, drainAfter(asking.signal, drain)],
    sinks: [collector().sink],
  };
  const { error, last } = await runToEnd(config, { drain: drain.signal });
  assert.equal(codeOf(error), "ABORTED");
  assert.deepEqual([last?.emitted, last?.done, atEnd], [1, 1, 0]);
});

test("scan() works on others while the look-up of one target is slow", async () => {
  const others = new AbortController();
  const ask = defineProcessor({
    name: "ask",
    looksAhead: true,
    setup: () => ({
      async process({ target }) {
        if (target.image === "i0") await once(others.signal, "abort");
      },
    }),
  })();
  const work = defineProcessor({
    name: "work",
    setup: () => ({ process: ({ target }) => void (target.image === "i19" && others.abort()) }),
  })();
  const { sink, outcomes } = collector();
  const { error } = await runToEnd({ sources: [images(...NAMES)], processors: [ask, work], sinks: [sink], jobs: 2 });
  assert.equal(error, undefined);
  assert.deepEqual([outcomes.length, outcomes.at(-1)?.target.image], [20, "i0"]);
});

test.run();
