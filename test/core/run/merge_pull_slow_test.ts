import assert from "node:assert/strict";
import fc from "fast-check";
import { lastValueFrom, Observable, take, toArray } from "rxjs";
import { test } from "uvu";
import { mergePull } from "#core/run/merge_pull.ts";
import { measureHeap } from "#support/heap.ts";

interface Probe {
  pulled: number;
  settled: number;
  maxAhead: number;
  closed: number;
}

function createProbe(): Probe {
  return { pulled: 0, settled: 0, maxAhead: 0, closed: 0 };
}

/** A source that counts how far it is ahead of the work. */
async function* countUp(n: number, probe: Probe): AsyncGenerator<number> {
  try {
    for (let i = 0; i < n; i += 1) {
      probe.pulled += 1;
      probe.maxAhead = Math.max(probe.maxAhead, probe.pulled - probe.settled);
      yield i;
    }
  } finally {
    probe.closed += 1;
  }
}

/** Settles after a number of turns of the event loop. */
async function turns(n: number): Promise<void> {
  for (let i = 0; i < n; i += 1) await new Promise((resolve) => setImmediate(resolve));
}

test("mergePull() works on each item exactly once and never looks further ahead than its lanes", async () => {
  const delays = fc.array(fc.nat(4), { maxLength: 60 });
  const property = fc.asyncProperty(delays, fc.integer({ min: 1, max: 9 }), async (waits, lanes) => {
    const probe = createProbe();
    const seen: number[] = [];
    const work = async (i: number) => {
      seen.push(i);
      await turns(waits[i] ?? 0);
      probe.settled += 1;
      return i;
    };
    const results = await lastValueFrom(mergePull(countUp(waits.length, probe), { lanes, work }).pipe(toArray()), {
      defaultValue: [],
    });
    const expected = waits.map((_, i) => i);
    assert.deepEqual([...seen].sort(ascending), expected);
    assert.deepEqual([...results].sort(ascending), expected);
    assert.ok(probe.maxAhead <= lanes, `${probe.maxAhead} ahead with ${lanes} lanes`);
    assert.equal(probe.closed, 1);
  });
  await fc.assert(property, { numRuns: 60 });
});

test("mergePull() keeps all lanes busy", async () => {
  let inWork = 0;
  let most = 0;
  const work = async () => {
    inWork += 1;
    most = Math.max(most, inWork);
    await turns(3);
    inWork -= 1;
  };
  await lastValueFrom(mergePull(Array.from({ length: 40 }), { lanes: 5, work }));
  assert.equal(most, 5);
});

test("mergePull() closes the source when the consumer leaves", async () => {
  const probe = createProbe();
  const results = await lastValueFrom(
    mergePull(countUp(1000, probe), { lanes: 3, work: async (i) => i }).pipe(take(5), toArray()),
  );
  await turns(3);
  assert.equal(results.length, 5);
  assert.equal(probe.closed, 1);
  assert.ok(probe.pulled < 20, `${probe.pulled} were pulled for 5`);
});

test("mergePull() starts no work on an item that arrives after the consumer has left", async () => {
  let release = (_: number) => {};
  const worked: number[] = [];
  async function* slow(): AsyncGenerator<number> {
    yield await new Promise<number>((resolve) => {
      release = resolve;
    });
  }
  const subscription = mergePull(slow(), { lanes: 1, work: async (i) => void worked.push(i) }).subscribe();
  await turns(2);
  subscription.unsubscribe();
  release(1);
  await turns(3);
  assert.deepEqual(worked, []);
});

test("mergePull() finishes what is in work before it fails with the source's error", async () => {
  async function* breaking(): AsyncGenerator<number> {
    yield 0;
    yield 1;
    throw new Error("the source died");
  }
  const results: number[] = [];
  const work = async (i: number) => {
    await turns(10);
    return i;
  };
  const run = mergePull(breaking(), { lanes: 4, work }).forEach((i) => void results.push(i));
  await assert.rejects(run, /the source died/);
  assert.deepEqual(results.sort(ascending), [0, 1]);
});

test("mergePull() takes no more items when the work throws, and still emits what is in work", async () => {
  const probe = createProbe();
  const results: number[] = [];
  const work = async (i: number) => {
    if (i === 1) throw new Error("the work broke");
    await turns(5);
    return i;
  };
  const run = mergePull(countUp(100, probe), { lanes: 3, work }).forEach((i) => void results.push(i));
  await assert.rejects(run, /the work broke/);
  assert.deepEqual(results.sort(ascending), [0, 2]);
  assert.equal(probe.pulled, 3);
  assert.equal(probe.closed, 1);
});

test("mergePull() calls next() of an iterator one at a time, so that any iterator will do", async () => {
  let calls = 0;
  let i = 0;
  const fragile: AsyncIterable<number> = {
    [Symbol.asyncIterator]: () => ({
      async next() {
        calls += 1;
        assert.equal(calls, 1, "next() was called while it was running");
        await turns(1);
        calls -= 1;
        i += 1;
        return i > 20 ? { done: true, value: undefined } : { done: false, value: i };
      },
    }),
  };
  const results = await lastValueFrom(mergePull(fragile, { lanes: 4, work: async (n) => n }).pipe(toArray()));
  assert.equal(results.length, 20);
});

test("mergePull() runs 200,000 items in bounded memory", async () => {
  const probe = createProbe();
  let count = 0;
  let worst = 0;
  const before = measureHeap();
  const work = async (i: number) => {
    probe.settled += 1;
    return { i, ballast: new Array<number>(50).fill(i) };
  };
  await mergePull(countUp(200_000, probe), { lanes: 4, work }).forEach(() => {
    count += 1;
    if (count % 20_000 === 0) worst = Math.max(worst, measureHeap() - before);
  });
  assert.equal(count, 200_000);
  assert.ok(probe.maxAhead <= 4);
  // All results together would be more than 80 MB.
  assert.ok(worst < 60 * 2 ** 20, `the heap grew by ${Math.round(worst / 2 ** 20)} MB`);
});

test("mergePull() refuses a number of lanes that is none", () => {
  for (const lanes of [0, -1, 1.5, Number.NaN]) {
    assert.throws(() => mergePull([], { lanes, work: async () => undefined }), RangeError);
  }
});

function ascending(a: number, b: number): number {
  return a - b;
}

test("what it gives is an Observable of the very RxJS that others import", () => {
  const flow = mergePull([], { lanes: 1, work: async () => undefined });
  assert.equal(Object.getPrototypeOf(flow), Observable.prototype);
});

test.run();
