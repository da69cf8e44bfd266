import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "uvu";
import { type BoltBucket, type BoltTree, writeBolt } from "#demo/bolt/mod.ts";
import { type ReadBucket, readBolt } from "../support/read_bolt.ts";

/** What a reader should find: values as text, keys in the order of their bytes. */
function expected(bucket: BoltBucket): unknown[] {
  return [...bucket]
    .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map(([key, value]) => [
      key,
      value instanceof Map ? expected(value) : Buffer.from(value as string).toString("hex"),
    ]);
}

function found(bucket: ReadBucket): unknown[] {
  return [...bucket].map(([key, value]) => [key, value instanceof Map ? found(value) : value.toString("hex")]);
}

function assertRoundTrip(tree: BoltTree): void {
  assert.deepEqual(found(readBolt(writeBolt(tree))), expected(tree));
}

function numbered<V>(count: number, toValue: (index: number) => V): Map<string, V> {
  return new Map(Array.from({ length: count }, (_, index) => [`key ${index}`, toValue(index)]));
}

test("writeBolt() gives a sound file for a tree without buckets", () => {
  assert.equal(readBolt(writeBolt(new Map())).size, 0);
});

test("writeBolt() splits a bucket of 20,000 keys into leaves under more than one level of branches", () => {
  assertRoundTrip(new Map([["many", numbered(20_000, (index) => `value ${index}`.repeat(10))]]));
});

test("writeBolt() writes 5,000 buckets, small ones in their parent and large ones on pages of their own", () => {
  const buckets = numbered(5_000, (index) => numbered(1 + (index % 40), () => "x".repeat(index % 90)));
  assertRoundTrip(new Map<string, BoltBucket>([["all", buckets], ...buckets]));
});

test("writeBolt() lets values and keys run over several pages", () => {
  const longKeys = new Map(Array.from({ length: 9 }, (_, index) => [String(index).padStart(32_768, "k"), "v"]));
  assertRoundTrip(
    new Map([
      ["values", numbered(5, (index) => "x".repeat(index * 100_000))],
      ["keys", longKeys],
    ]),
  );
});

test("writeBolt() fills a page to its last byte and goes on with the next", () => {
  for (const { size, pages } of [
    { size: 4046, pages: 5 },
    { size: 4047, pages: 7 },
    { size: 4063, pages: 7 },
    { size: 4064, pages: 8 },
  ]) {
    const tree = new Map([
      [
        "b",
        new Map([
          ["a", "x".repeat(size)],
          ["z", ""],
        ]),
      ],
    ]);
    assertRoundTrip(tree);
    assert.equal(writeBolt(tree).length, pages * 4096);
  }
});

test("writeBolt() sorts keys by their bytes, not by their UTF-16 units", () => {
  const keys = [...readBolt(writeBolt(new Map(["😀", "\uffee", "é", "z"].map((key) => [key, new Map()])))).keys()];
  assert.deepEqual(keys, ["z", "é", "\uffee", "😀"]);
});

test("writeBolt() keeps every key, value and bucket of any tree", () => {
  const key = fc.oneof(
    fc.string({ minLength: 1, unit: "binary" }),
    fc
      .tuple(fc.nat(), fc.integer({ min: 1, max: 3000 }))
      .map(([seed, length]) => String(seed).repeat(length).slice(0, length)),
  );
  const value = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.nat(20_000).map((length) => "v".repeat(length)),
  );
  const map = <V>(arb: fc.Arbitrary<V>) => fc.array(fc.tuple(key, arb), { maxLength: 60 }).map((all) => new Map(all));
  const tree = map(map(fc.oneof({ weight: 3, arbitrary: value }, map(fc.oneof(value, map(value))))));
  fc.assert(fc.property(tree, assertRoundTrip), { numRuns: 60 });
});

test("writeBolt() gives equal bytes for equal trees, whatever the order of their keys", () => {
  const pairs = [...numbered(300, (index) => numbered(index % 5, () => "v"))];
  assert.deepEqual(writeBolt(new Map(pairs)), writeBolt(new Map(pairs.reverse())));
});

test("writeBolt() refuses keys that a reader could not tell apart or bbolt does not allow", () => {
  for (const keys of [[""], ["k".repeat(32_769)], ["\ud800", "\ud801"]]) {
    const bucket = new Map(keys.map((key) => [key, "value"]));
    assert.throws(() => writeBolt(new Map([["bucket", bucket]])), RangeError);
  }
});

test.run();
