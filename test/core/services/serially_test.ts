import assert from "node:assert/strict";
import { setImmediate as nextTick } from "node:timers/promises";
import { test } from "uvu";
import { serially } from "#core/services/serially.ts";

test("serially() begins work when the work before it has ended, in the order of the calls", async () => {
  const inTurn = serially();
  const seen: string[] = [];
  const work = (name: string, ticks: number) => async () => {
    seen.push(`${name} begins`);
    for (let tick = 0; tick < ticks; tick += 1) await nextTick();
    seen.push(`${name} ends`);
    return name;
  };
  assert.deepEqual(await Promise.all([inTurn(work("a", 3)), inTurn(work("b", 0)), inTurn(() => "c")]), ["a", "b", "c"]);
  assert.deepEqual(seen, ["a begins", "a ends", "b begins", "b ends"]);
});

test("serially() goes on after work that failed, and its caller alone hears of it", async () => {
  const inTurn = serially();
  const failed = inTurn(() => Promise.reject(new Error("no")));
  const next = inTurn(() => "yes");
  await assert.rejects(failed, /^Error: no$/);
  assert.equal(await next, "yes");
});

test("serially({ afterFailure: reject }) runs nothing after work that failed", async () => {
  const inTurn = serially({ afterFailure: "reject" });
  let hasRun = false;
  const failed = inTurn(() => Promise.reject(new Error("no")));
  const next = inTurn(() => {
    hasRun = true;
  });
  await assert.rejects(failed, /^Error: no$/);
  await assert.rejects(next, /^Error: no$/);
  assert.equal(hasRun, false);
});

test.run();
