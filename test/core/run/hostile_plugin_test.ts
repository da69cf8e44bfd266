import assert from "node:assert/strict";
import { test } from "uvu";
import { defineEngine, defineObserver, defineProcessor, defineSink, defineSource } from "#core/mod.ts";
import { codeOf, images, runToEnd, sourceOf } from "#support/pipeline.ts";

/** What a plugin may throw that throws itself when it is looked at, or is no ScanError although it is marked as one. */
const HOSTILE: Readonly<Record<string, unknown>> = {
  "a Proxy": new Proxy(
    {},
    {
      get: () => assert.fail("get"),
      has: () => assert.fail("has"),
      getPrototypeOf: () => assert.fail("getPrototypeOf"),
    },
  ),
  "an Error whose message cannot be read": Object.defineProperty(new Error("x"), "message", {
    get: () => assert.fail(),
  }),
  "an Error whose message is a symbol": Object.assign(new Error("x"), { message: Symbol("x") }),
  "an Error whose cause cannot be read": Object.defineProperty(new Error("x"), "cause", { get: () => assert.fail() }),
  "what is marked as a ScanError and has no code": { [Symbol.for("hullscan.error")]: true },
  "what is marked as a ScanError and has other values": {
    [Symbol.for("hullscan.error")]: true,
    code: "X",
    message: { text: "x" },
    problems: 5,
  },
};

for (const [what, thrown] of Object.entries(HOSTILE)) {
  test(`a processor that throws ${what} fails that target and no more; elsewhere it is an error in words`, async () => {
    const thrower = defineProcessor({
      name: "thrower",
      setup: () => ({
        process({ target }) {
          if (target.image === "a") throw thrown;
        },
      }),
    })();
    const { error, last } = await runToEnd({ sources: [images("a", "b")], processors: [thrower], sinks: [] });
    assert.deepEqual([error, last?.done, last?.failed], [undefined, 1, 1]);
    const [failure] = last?.failures ?? [];
    assert.equal(failure?.error.code, "PLUGIN_FAILED");
    assert.match(failure.error.message, /^The plugin "thrower" failed in process: ./);
    const source = sourceOf(() => {
      throw thrown;
    });
    const broken = await runToEnd({ sources: [source], processors: [], sinks: [] });
    assert.equal(codeOf(broken.error), "PLUGIN_FAILED");
  });
}

test("a source whose next() returns no object ends the run: it would never be done", async () => {
  const source = sourceOf(() => ({ [Symbol.iterator]: () => ({ next: () => 5 as never }) }));
  const { error } = await runToEnd({ sources: [source], processors: [], sinks: [] });
  assert.match(String(error), /The plugin "given" failed in targets: next\(\) returned no object: 5/);
});

test("a plugin of any kind whose setup returns no hooks ends the run before any target, in words that name it", async () => {
  const empty = { name: "empty", setup: (() => undefined) as never };
  const sources = [images("a")];
  for (const [kind, config] of Object.entries({
    "a source": { sources: [defineSource(empty)()] },
    "a processor": { sources, processors: [defineProcessor(empty)()] },
    "a sink": { sources, sinks: [defineSink(empty)()] },
    "an observer": { sources, observers: [defineObserver(empty)()] },
    "an engine": { sources, engine: defineEngine(empty)() },
  })) {
    const { error, events } = await runToEnd(config);
    assert.equal(codeOf(error), "PLUGIN_FAILED");
    const message = `The plugin "empty" failed in setup: it returned nothing, not the hooks of ${kind}`;
    assert.ok(String(error).includes(message), String(error));
    assert.ok(!events.some(({ type }) => type === "target.started"));
  }
});

test("what a plugin logs need not be text", async () => {
  const talker = defineProcessor({
    name: "talker",
    setup: () => ({
      process(_, { log }) {
        for (const said of [new Error("down"), undefined, 5, Symbol("s")]) log.warn(said as never);
      },
    }),
  })();
  const { events, last } = await runToEnd({ sources: [images("a")], processors: [talker], sinks: [] });
  const said = events.flatMap((event) => (event.type === "log" ? [event.message] : []));
  assert.deepEqual([said, last?.done], [["down", "undefined", "5", "Symbol(s)"], 1]);
});

test.run();
