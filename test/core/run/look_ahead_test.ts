import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "uvu";
import { lookAhead } from "#core/run/look_ahead.ts";

async function* count(to: number, onTake: (item: number) => void = () => {}): AsyncGenerator<number> {
  for (let item = 0; item < to; item += 1) {
    onTake(item);
    yield item;
  }
}

async function collect<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Lets everything run that can run now. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

test("lookAhead() keeps the order, whichever work ends first", async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.nat(30), fc.integer({ min: 1, max: 8 }), async (scheduler, size, width) => {
      const work = (item: number) => scheduler.schedule(Promise.resolve(item * 2));
      const all = collect(lookAhead(count(size), { width, work }));
      const [result] = await Promise.all([all, scheduler.waitFor(all)]);
      assert.deepEqual(
        result,
        Array.from({ length: size }, (_, item) => item * 2),
      );
    }),
  );
});

test("lookAhead() works on as many items at a time as it is wide, and on no more than that before they are wanted", async () => {
  let running = 0;
  let most = 0;
  let taken = 0;
  const releases: (() => void)[] = [];
  const results = lookAhead(
    count(100, () => (taken += 1)),
    {
      width: 4,
      work: async (item) => {
        running += 1;
        most = Math.max(most, running);
        await new Promise<void>((resolve) => releases.push(resolve));
        running -= 1;
        return item;
      },
    },
  );
  const first = results.next();
  await settle();
  assert.deepEqual([running, taken], [4, 4]);
  for (const release of releases.splice(0)) release();
  assert.equal((await first).value, 0);
  await settle();
  assert.deepEqual([running, taken], [0, 4], "nothing is begun while nobody asks");
  const second = results.next();
  await settle();
  assert.equal(taken, 5);
  for (const release of releases.splice(0)) release();
  assert.equal((await second).value, 1);
  await results.return();
  assert.deepEqual([most, taken], [4, 5]);
});

test("lookAhead() throws what an item or its work throws at its place, and takes no more", async () => {
  for (const isOfWork of [true, false]) {
    const seen: number[] = [];
    const items = count(50, (item) => {
      if (!isOfWork && item === 3) throw new Error("item 3");
    });
    const work = async (item: number) => {
      if (isOfWork && item === 3) throw new Error("item 3");
      return item;
    };
    await assert.rejects(
      (async () => {
        for await (const item of lookAhead(items, { width: 8, work })) seen.push(item);
      })(),
      /item 3/,
    );
    assert.deepEqual(seen, [0, 1, 2]);
  }
});

test("lookAhead() closes the items when the consumer leaves", async () => {
  let isClosed = false;
  async function* items() {
    try {
      yield* count(1000);
    } finally {
      isClosed = true;
    }
  }
  for await (const item of lookAhead(items(), { width: 3, work: async (one) => one })) if (item === 5) break;
  assert.ok(isClosed);
});

test.run();
