import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { test } from "uvu";
import { createHashSet } from "#plugins/lib/formats/hash_set.ts";

test("a set of hashes knows each that it has, also after it has grown, and no other", () => {
  const set = createHashSet();
  const hashes = Array.from({ length: 10_000 }, (_, index) => hash("sha1", String(index), "buffer"));
  assert.ok(hashes.every((one) => set.add(one)));
  assert.ok(hashes.every((one) => !set.add(one)));
});

test("hashes of zeros, and such that differ in one half only, are kept apart", () => {
  const set = createHashSet();
  const hashes = [
    [0, 0],
    [0, 9],
    [7, 0],
    [7, 9],
  ].map(([high = 0, low = 0]) => new Uint8Array([0, 0, 0, high, 0, 0, 0, low]));
  assert.deepEqual(
    hashes.map((one) => set.add(one)),
    [true, true, true, true],
  );
  assert.deepEqual(
    hashes.map((one) => set.add(one)),
    [false, false, false, false],
  );
});

test.run();
