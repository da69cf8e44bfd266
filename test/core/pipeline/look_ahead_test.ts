import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "uvu";
import { defineProcessor } from "../../../core/mod.ts";
import { lookAhead } from "../../../core/pipeline/look_ahead.ts";
import { codeOf, collector, image, images, runToEnd, sourceOf } from "../../support/pipeline.ts";

const NAMES = Array.from({ length: 20 }, (_, index) => `i${index}`);

test("lookAhead() gives what it found in the order of the items, however long each takes", async () => {
  const never = new AbortController().signal;
  let [most, inWork] = [0, 0];
  async function lookUp(item: number): Promise<number> {
    inWork += 1;
    most = Math.max(most, inWork);
    for (let turns = (item * 7) % 5; turns > 0; turns -= 1) await new Promise((resolve) => setImmediate(resolve));
    inWork -= 1;
    return item * 2;
  }
  const given: number[] = [];
  for await (const { found } of lookAhead(NAMES.keys(), { width: 4, lookUp, signal: never })) given.push(await found);
  assert.deepEqual(
    given,
    NAMES.map((_, index) => index * 2),
  );
  assert.equal(most, 4);
});

test("lookAhead() gives all that stands before an error of the source, and closes a source that is left", async () => {
  const never = new AbortController().signal;
  let isClosed = false;
  async function* source() {
    try {
      yield* [1, 2, 3];
      throw new Error("the source broke");
    } finally {
      isClosed = true;
    }
  }
  const given: number[] = [];
  const options = { width: 8, lookUp: async (item: number) => item, signal: never };
  await assert.rejects(async () => {
    for await (const { item } of lookAhead(source(), options)) given.push(item);
  }, /the source broke/);
  assert.deepEqual(given, [1, 2, 3]);
  isClosed = false;
  for await (const { item } of lookAhead(source(), { ...options, width: 1 })) if (item === 1) break;
  assert.equal(isClosed, true);
});

test("lookAhead() gives an item whose answer is slow, and those after it: nobody but who has it waits", async () => {
  const never = new AbortController().signal;
  const slow = new AbortController();
  const lookUp = async (item: number) => void (item === 0 && (await once(slow.signal, "abort")));
  const given: Promise<unknown>[] = [];
  for await (const { found } of lookAhead([0, 1, 2], { width: 2, lookUp, signal: never })) given.push(found);
  await Promise.all(given.slice(1));
  slow.abort();
  await Promise.all(given);
});

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
  const work = defineProcessor({
    name: "work",
    setup: () => ({
      async process() {
        // The source says when all others have been looked up as far as they are.
        if (!isAhead.signal.aborted) await once(isAhead.signal, "abort");
        drain.abort();
      },
    }),
  })();
  const isAhead = new AbortController();
  const source = sourceOf(async function* () {
    for (const name of NAMES) {
      yield image(name);
      if (asked.length >= 5) isAhead.abort();
    }
  });
  const config = { sources: [source], processors: [ask, work], sinks: [sink] };
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
  const work = defineProcessor({
    name: "work",
    setup: () => ({
      async process() {
        if (!asking.signal.aborted) await once(asking.signal, "abort");
        drain.abort();
      },
    }),
  })();
  const config = { sources: [images(...NAMES)], processors: [ask, work], sinks: [collector().sink] };
  const { error, last } = await runToEnd(config, { drain: drain.signal });
  assert.equal(codeOf(error), "ABORTED");
  assert.deepEqual([last?.emitted, last?.done, atEnd], [1, 1, 0]);
});

test.run();
