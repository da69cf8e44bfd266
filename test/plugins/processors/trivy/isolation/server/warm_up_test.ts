import assert from "node:assert/strict";
import { test } from "uvu";
import { createWarmUp } from "#plugins/processors/trivy/isolation/server/warm_up.ts";

/** Work that is done when it is told, and says when it begins. */
function createWork(name: string, begun: string[]) {
  let end = (_error?: Error) => {};
  const ended = new Promise<string>((resolve, reject) => {
    end = (error) => (error === undefined ? resolve(name) : reject(error));
  });
  const work = () => {
    begun.push(name);
    return ended;
  };
  return { work, end: (error?: Error) => end(error) };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("into an empty cache the first goes alone, and all others at once when it has finished", async () => {
  const begun: string[] = [];
  const warmUp = createWarmUp();
  warmUp.set(true);
  const [a, b, c] = ["a", "b", "c"].map((name) => createWork(name, begun));
  assert.ok(a && b && c);
  const all = [a, b, c].map(({ work }) => warmUp.run(work));
  await turn();
  assert.deepEqual(begun, ["a"]);
  a.end();
  await turn();
  assert.deepEqual(begun, ["a", "b", "c"]);
  for (const { end } of [b, c]) end();
  assert.deepEqual(await Promise.all(all), ["a", "b", "c"]);
});

test("where the first fails the next goes alone", async () => {
  const begun: string[] = [];
  const warmUp = createWarmUp();
  warmUp.set(true);
  const [a, b, c] = ["a", "b", "c"].map((name) => createWork(name, begun));
  assert.ok(a && b && c);
  const [first, ...rest] = [a, b, c].map(({ work }) => warmUp.run(work));
  a.end(new Error("no such image"));
  await assert.rejects(first ?? Promise.resolve(), /no such image/);
  await turn();
  assert.deepEqual(begun, ["a", "b"]);
  b.end();
  c.end();
  assert.deepEqual(await Promise.all(rest), ["b", "c"]);
});

test("nobody waits where the cache holds something, nor for one that takes too long", async () => {
  const begun: string[] = [];
  const warm = createWarmUp();
  const [a, b] = ["a", "b"].map((name) => createWork(name, begun));
  assert.ok(a && b);
  const cold = createWarmUp({ maxWaitMs: 1 });
  cold.set(true);
  const all = [warm.run(a.work), warm.run(b.work), cold.run(a.work), cold.run(b.work)];
  assert.deepEqual(begun.slice(0, 3), ["a", "b", "a"]);
  b.end();
  assert.equal(await all[3], "b");
  a.end();
  await Promise.all(all);
});

test.run();
