import assert from "node:assert/strict";
import { test } from "uvu";
import { fnv1a64 } from "#demo/bolt/fnv1a64.ts";

test("fnv1a64() agrees with the published test vectors", () => {
  const vectors = [
    ["", 0xcbf29ce484222325n],
    ["a", 0xaf63dc4c8601ec8cn],
    ["foobar", 0x85944171f73967e8n],
  ] as const;
  for (const [text, hash] of vectors) assert.equal(fnv1a64(Buffer.from(text)), hash);
});

test.run();
