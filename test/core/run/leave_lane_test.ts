import assert from "node:assert/strict";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import fc from "fast-check";
import { lastValueFrom, toArray } from "rxjs";
import { test } from "uvu";
import { coreError, type Lane, mergePull } from "#core/kit.ts";
import { defineProcessor } from "#core/mod.ts";
import { inVirtualTime } from "#core/testing/mod.ts";
import { codeOf, collector, images, runToEnd } from "#support/pipeline.ts";

/** Settles after a number of turns of the event loop. */
async function turns(n: number): Promise<void> {
  for (let i = 0; i < n; i += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** How one item behaves: how long it works, and how often it leaves its lane for how long. */
const behaviour = fc.record({
  works: fc.nat(3),
  leaves: fc.array(fc.nat(5), { maxLength: 3 }),
  goesFirst: fc.boolean(),
});

test("mergePull() works on each item once, never on more than its lanes, and takes no more than may be away", async () => {
  const property = fc.asyncProperty(
    fc.array(behaviour, { maxLength: 40 }),
    fc.integer({ min: 1, max: 4 }),
    fc.integer({ min: 1, max: 6 }),
    async (items, lanes, maxAway) => {
      let [inWork, mostInWork, open, mostOpen] = [0, 0, 0, 0];
      async function atWork(n: number): Promise<void> {
        inWork += 1;
        mostInWork = Math.max(mostInWork, inWork);
        await turns(n);
        inWork -= 1;
      }
      async function work(index: number, lane: Lane): Promise<number> {
        open += 1;
        mostOpen = Math.max(mostOpen, open);
        const { works = 0, leaves = [], goesFirst = false } = items[index] ?? {};
        await atWork(works);
        for (const wait of leaves) {
          assert.equal(await lane.leave(() => turns(wait).then(() => "back"), { goesFirst }), "back");
          await atWork(works);
        }
        open -= 1;
        return index;
      }
      const all = mergePull(items.keys(), { lanes, maxAway, work }).pipe(toArray());
      const results = await lastValueFrom(all);
      assert.deepEqual(
        results.sort((a, b) => a - b),
        [...items.keys()],
      );
      assert.ok(mostInWork <= lanes, `${mostInWork} in work on ${lanes} lanes`);
      // Each lane may have asked for its next one just before.
      assert.ok(mostOpen <= maxAway + 2 * lanes, `${mostOpen} open`);
    },
  );
  await fc.assert(property, { numRuns: 80 });
});

test("mergePull() is through with an item whose work ends while it still waits, or stands in line", async () => {
  const [never, soon] = [() => new Promise(() => {}), () => turns(1)];
  for (const wait of [never, soon]) {
    for (const goesFirst of [false, true]) {
      for (const lanes of [1, 2]) {
        let [inWork, mostInWork] = [0, 0];
        async function work(index: number, lane: Lane): Promise<number> {
          if (index === 0) {
            await Promise.race([lane.leave(wait, { goesFirst }), turns(3)]);
            return index;
          }
          mostInWork = Math.max(mostInWork, ++inWork);
          await turns(4);
          inWork -= 1;
          return index;
        }
        const results = await lastValueFrom(mergePull([0, 1, 2, 3], { lanes, work, maxAway: 2 }).pipe(toArray()));
        assert.deepEqual(results.sort(), [0, 1, 2, 3]);
        assert.ok(mostInWork <= lanes, `${mostInWork} in work on ${lanes} lanes`);
      }
    }
  }
});

test("mergePull() finishes the others before those that have waited, in their order", async () => {
  const ended: number[] = [];
  const work = async (item: number, lane: Lane) => {
    if (item < 4) await lane.leave(() => turns(1));
    await turns(1);
    ended.push(item);
  };
  const many = Array.from({ length: 201 }, (_, index) => index);
  await lastValueFrom(mergePull(many, { lanes: 2, maxAway: 100, work }));
  assert.deepEqual(ended.slice(-4).sort(), [0, 1, 2, 3]);
  assert.equal(ended.length, 201);
});

test("an item that waits for one that stands in line keeps it from nothing, also where all lanes wait", async () => {
  for (const lanes of [1, 2, 3]) {
    const leader = new AbortController();
    const work = async (item: number, lane: Lane) => {
      if (item > 0) return lane.leave(() => onAbort(leader.signal), { goesFirst: true });
      await lane.leave(() => turns(5));
      leader.abort();
    };
    await lastValueFrom(mergePull([0, 1, 2, 3, 4, 5, 6, 7], { lanes, maxAway: 2, work }));
  }
});

async function onAbort(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
}

test("what the waiting throws is thrown to the item, which has a lane again; an error ends the run in order", async () => {
  const seen: string[] = [];
  const work = async (item: number, lane: Lane) => {
    if (item === 0) {
      await lane.leave(() => Promise.reject(new Error("no"))).catch((error) => void seen.push(error.message));
      throw new Error("broken");
    }
    await turns(2);
    seen.push(String(item));
  };
  await assert.rejects(lastValueFrom(mergePull([0, 1, 2], { lanes: 1, work })), /broken/);
  assert.ok(seen.includes("no"));
});

test("an item goes on while the source lets the next one wait, and after five minutes although there are others", () =>
  inVirtualTime(async (time) => {
    const ended: number[] = [];
    async function* slow() {
      yield 0;
      yield 1;
      await delay(600_000);
      yield 2;
    }
    const work = async (item: number, lane: Lane) => {
      if (item === 0) await lane.leave(() => delay(1000));
      ended.push(item);
    };
    const run = lastValueFrom(mergePull(slow(), { lanes: 1, maxAway: 10, work }));
    await time.waiting(600_000);
    await time.advance(5000);
    assert.deepEqual(ended, [1, 0]);
    await time.advance(600_000);
    await run;

    const long: number[] = [];
    const busy = async (item: number, lane: Lane) => {
      if (item === 0) await lane.leave(() => delay(1000));
      else await delay(60_000);
      long.push(item);
    };
    const many = lastValueFrom(mergePull(Array(100).keys(), { lanes: 1, maxAway: 10, work: busy }));
    await time.waiting(60_000);
    await time.advance(100 * 60_000 + 10_000);
    await many;
    const place = long.indexOf(0);
    assert.ok(place >= 5 && place <= 7, `it went on after ${place} others`);
  }));

/** A processor that has to wait before those that are called so are done. */
function patient(names: readonly string[], waitMs = 10_000) {
  return defineProcessor({
    name: "patient",
    setup: () => ({
      async process({ target: { image = "" } }, { leaveLane, signal }) {
        if (names.includes(image)) {
          await leaveLane(() => delay(waitMs, undefined, { signal })).catch(() => {
            throw coreError("ABORTED", { reason: "it was waiting" });
          });
        }
        return { note: image };
      },
    }),
  })();
}

test("scan() gives each target one outcome, those that had to wait last; all of them are accounted for", () =>
  inVirtualTime(async (time) => {
    const names = Array.from({ length: 201 }, (_, index) => `i${index}`);
    const waiting = ["i3", "i4", "i5", "i6"];
    const { sink, outcomes } = collector();
    const run = runToEnd({ sources: [images(...names)], processors: [patient(waiting)], sinks: [sink], jobs: 2 });
    await time.waiting(10_000);
    await time.advance(20_000);
    const { error, last } = await run;
    assert.equal(error, undefined);
    assert.deepEqual([last?.emitted, last?.done, last?.failed], [201, 201, 0]);
    assert.deepEqual(new Set(outcomes.map(({ target }) => target.image)).size, 201);
    assert.deepEqual(
      outcomes
        .slice(-4)
        .map(({ target }) => target.image)
        .sort(),
      waiting,
    );
  }));

test("scan() works on others while registries keep some look-ups waiting, and then on those first", () =>
  inVirtualTime(async (time) => {
    const names = Array.from({ length: 60 }, (_, index) => `i${index}`);
    const slow = ["i3", "i4", "i5", "i6"];
    const ask = defineProcessor({
      name: "ask",
      looksAhead: true,
      setup: () => ({
        async process({ target: { image = "" } }) {
          if (slow.includes(image)) await delay(10_000);
        },
      }),
    })();
    const { sink, outcomes } = collector();
    const config = { sources: [images(...names)], processors: [ask, patient([])], sinks: [sink], jobs: 2 };
    const run = runToEnd(config);
    await time.waiting(10_000);
    await time.advance(9_000);
    while (outcomes.length < 56) await turns(1);
    assert.equal(outcomes.length, 56);
    await time.advance(5_000);
    const { error, last } = await run;
    assert.equal(error, undefined);
    assert.deepEqual([last?.emitted, last?.done], [60, 60]);
  }));

test("scan() ends a target that waits when the run is interrupted, and lets it finish when it is drained", async () => {
  for (const [how, statuses] of [
    ["signal", ["done", "failed"]],
    ["drain", ["done", "done"]],
  ] as const) {
    await inVirtualTime(async (time) => {
      const controller = new AbortController();
      const { sink, outcomes } = collector();
      const config = { sources: [images("b", "a")], processors: [patient(["b"])], sinks: [sink] };
      const run = runToEnd(config, { [how]: controller.signal });
      await time.waiting(10_000);
      while (outcomes.length === 0) await turns(1);
      controller.abort();
      await time.advance(10_000);
      const { error, last } = await run;
      assert.equal(codeOf(error), "ABORTED");
      assert.deepEqual(outcomes.map(({ status }) => status).sort(), statuses);
      assert.equal(last?.emitted, 2);
    });
  }
});

test.run();
