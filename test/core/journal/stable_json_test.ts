import assert from "node:assert/strict";
import { test } from "uvu";
import { stableJson } from "#core/journal/stable_json.ts";

test("stableJson() is the same for the same in another order, and another for another value", () => {
  assert.equal(stableJson({ a: 1, b: { c: [1, 2], d: "x" } }), stableJson({ b: { d: "x", c: [1, 2] }, a: 1 }));
  const values = [
    { a: /x/ },
    { a: /y/ },
    { a: () => 1 },
    { a: () => 2 },
    { a: new Set([1]) },
    { a: 1n },
    {},
    undefined,
  ];
  assert.equal(new Set(values.map(stableJson)).size, values.length);
});

test("stableJson() has a text for what contains itself", () => {
  const ring = (name: string) => {
    const one: Record<string, unknown> = { name, list: [] };
    one.self = one;
    one.list = [one];
    return one;
  };
  assert.equal(stableJson(ring("a")), stableJson(ring("a")));
  assert.notEqual(stableJson(ring("a")), stableJson(ring("b")));
});

test.run();
