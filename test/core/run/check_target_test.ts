import assert from "node:assert/strict";
import { test } from "uvu";
import { SEVERITIES, type Target } from "#core/mod.ts";
import { collector, image, runToEnd, sourceOf } from "#support/pipeline.ts";

const without = (key: keyof Target) => {
  const { [key]: _, ...rest } = image("a");
  return rest;
};
const settled = (ending: unknown) => ({ ...image("a"), settled: ending });

const WRONG: Readonly<Record<string, readonly [target: unknown, expected: RegExp]>> = {
  "minSeverity: 4": [{ ...image("a"), minSeverity: 4 }, /minSeverity: expected one of UNKNOWN, LOW, .*, not 4$/],
  'minSeverity: "high"': [{ ...image("a"), minSeverity: "high" }, /minSeverity: .*not "high"$/],
  "no minSeverity": [without("minSeverity"), /minSeverity: .*not nothing$/],
  "no id": [without("id"), /id: expected text, not nothing$/],
  "no kind": [without("kind"), /kind: expected text, not nothing$/],
  "labels of text": [{ ...image("a"), labels: "team=a" }, /labels: expected an object, not "team=a"$/],
  "a label that is a number": [{ ...image("a"), labels: { team: 5 } }, /labels\.team: expected text, not 5$/],
  "no origin": [without("origin"), /origin: expected an object, not nothing$/],
  "an origin of text": [{ ...image("a"), origin: "list" }, /origin: .*not "list"$/],
  "{}": [{}, /id: expected text, not nothing$/],
  "a failure with an Error as its cause": [
    settled({ status: "failed", error: { code: "BAD", message: "bad", cause: new Error("x") } }),
    /settled\.error\.cause: JSON cannot hold a Error$|settled\.error\.cause: JSON cannot hold an? .*Error$/,
  ],
  text: ["nginx:1.27", /expected an object, not "nginx:1.27"$/],
  null: [null, /expected an object, not null$/],
  nothing: [undefined, /expected an object, not nothing$/],
  "a list": [[image("a")], /expected an object, not a list$/],
  "an image that is a number": [{ ...image("a"), image: 5 }, /image: expected text, or nothing, not 5$/],
  "a key that JSON cannot hold": [{ ...image("a"), owner: { id: 1n } }, /owner\.id: JSON cannot hold the BigInt 1$/],
  "a getter that throws": [
    Object.defineProperty(image("a"), "image", { enumerable: true, get: () => assert.fail("no image") }),
    /image: it is a getter, which may return something else each time$/,
  ],
  "a Proxy": [new Proxy(image("a"), {}), /expected an object, not a Proxy$/],
  "a toJSON()": [
    Object.defineProperty(image("a"), "toJSON", { value: () => assert.fail("no") }),
    /toJSON: JSON cannot/,
  ],
  "an ending by getter": [
    settled({
      get status() {
        return "skipped";
      },
      reason: "x",
    }),
    /settled\.status: it is a getter/,
  ],
  "a cause by getter": [
    settled({
      status: "failed",
      error: {
        code: "X",
        message: "x",
        get cause() {
          return assert.fail("no");
        },
      },
    }),
    /settled\.error\.cause: it is a getter/,
  ],
  "an ending that is none": [settled({ status: "done" }), /settled\.status: .*not "done"$/],
  "a failure without words": [settled({ status: "failed", error: { code: "X" } }), /settled\.error\.message: /],
  "a skip without a reason": [settled({ status: "skipped" }), /settled\.reason: expected text, not nothing$/],
};

for (const [what, [wrong, expected]] of Object.entries(WRONG)) {
  test(`a source that emits ${what}: that target fails, and the others are scanned`, async () => {
    const { sink, outcomes } = collector();
    const sources = [sourceOf(() => [image("before"), wrong as Target, image("after")])];
    const { error, last, events } = await runToEnd({ sources, processors: [], sinks: [sink] });
    assert.equal(error, undefined);
    assert.deepEqual([last?.emitted, last?.done, last?.failed], [3, 2, 1]);
    const [, failed] = outcomes;
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ["done", "failed", "done"],
    );
    assert.ok(failed?.status === "failed");
    assert.deepEqual(
      [failed.error.code, failed.error.plugin, failed.error.stage],
      ["TARGET_INVALID", "given", "targets"],
    );
    assert.match(failed.error.message, /^Cannot use a target of the source "given": /);
    assert.match(failed.error.message, expected);
    assert.ok(failed.target.id !== "" && SEVERITIES.includes(failed.target.minSeverity));
    assert.equal(events.filter(({ type }) => type === "target.finished").length, 3);
  });
}

test("a kind that no plugin of ours knows is a target like any other", async () => {
  const { sink, outcomes } = collector();
  const sources = [sourceOf(() => [{ ...image("a"), kind: "helm-chart" } as unknown as Target])];
  await runToEnd({ sources, processors: [], sinks: [sink] });
  assert.deepEqual(
    outcomes.map(({ status, target }) => [status, target.kind]),
    [["done", "helm-chart"]],
  );
});

test.run();
