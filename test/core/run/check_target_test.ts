import assert from "node:assert/strict";
import { test } from "uvu";
import type { Target } from "../../../core/mod.ts";
import { collector, image, runToEnd, sourceOf } from "../../support/pipeline.ts";

const without = (key: keyof Target) => {
  const { [key]: _, ...rest } = image("a");
  return rest;
};
const settled = (ending: unknown) => ({ ...image("a"), settled: ending });

const WRONG: Readonly<Record<string, readonly [target: unknown, expected: RegExp]>> = {
  "severityLevel: 9": [{ ...image("a"), severityLevel: 9 }, /severityLevel: .*from 1 to 5, not 9$/],
  "severityLevel: 0": [{ ...image("a"), severityLevel: 0 }, /severityLevel: .*not 0$/],
  "severityLevel: 4.5": [{ ...image("a"), severityLevel: 4.5 }, /severityLevel: .*not 4.5$/],
  'severityLevel: "HIGH"': [{ ...image("a"), severityLevel: "HIGH" }, /severityLevel: .*not "HIGH"$/],
  "no severityLevel": [without("severityLevel"), /severityLevel: .*not nothing$/],
  "no id": [without("id"), /id: expected text, not nothing$/],
  "no kind": [without("kind"), /kind: expected one of image, dockerfile, dtr-tag, not nothing$/],
  "another kind": [{ ...image("a"), kind: "vm" }, /kind: .*not "vm"$/],
  "no origin": [without("origin"), /origin: expected an object, not nothing$/],
  "an origin of text": [{ ...image("a"), origin: "list" }, /origin: .*not "list"$/],
  "{}": [{}, /id: expected text, not nothing$/],
  text: ["nginx:1.27", /expected an object, not "nginx:1.27"$/],
  null: [null, /expected an object, not null$/],
  nothing: [undefined, /expected an object, not nothing$/],
  "a list": [[image("a")], /expected an object, not a list$/],
  "an image that is a number": [{ ...image("a"), image: 5 }, /image: expected text, or nothing, not 5$/],
  "a key that JSON cannot hold": [{ ...image("a"), owner: { id: 1n } }, /owner\.id: JSON cannot hold the BigInt 1$/],
  "a getter that throws": [
    Object.defineProperty(image("a"), "image", { enumerable: true, get: () => assert.fail("no image") }),
    /cannot be used: it cannot be read \(no image\)$/,
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
    assert.match(failed.error.message, /^A target of the source "given" cannot be used: /);
    assert.match(failed.error.message, expected);
    assert.ok(failed.target.id !== "" && failed.target.severityLevel >= 1 && failed.target.severityLevel <= 5);
    assert.equal(events.filter(({ type }) => type === "target.finished").length, 3);
  });
}

test("an ending that a source decided may have an Error as its cause", async () => {
  const error = { code: "BAD", message: "bad", stage: "targets", retryable: false, cause: new Error("x") };
  const sources = [sourceOf(() => [image("a", { settled: { status: "failed", error } })])];
  const { last } = await runToEnd({ sources, processors: [], sinks: [] });
  assert.deepEqual(
    last?.failures.map(({ error }) => error.code),
    ["BAD"],
  );
});

test.run();
