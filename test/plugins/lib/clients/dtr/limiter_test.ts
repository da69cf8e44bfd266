import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { test } from "uvu";
import type { Intercept } from "#demo/registry/mod.ts";
import { catchScanError } from "#support/scan_error.ts";
import { TAG, withClient } from "./support/with_client.ts";

/** Holds requests back until so many have come, then the next ones: that many have to be under way at one time. */
function inWaves(size: number): Intercept {
  let arrived = 0;
  let wave = openWave();
  return () => {
    const { until, release } = wave;
    arrived += 1;
    if (arrived % size === 0) {
      release();
      wave = openWave();
    }
    return { until };
  };
}

function openWave(): { readonly until: Promise<void>; release(): void } {
  let release = () => {};
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { until, release };
}

test("so many requests are under way as are allowed, and no more", async () => {
  for (const maxRequests of [1, 3, 8, 12]) {
    await withClient({ client: { maxRequests } }, async ({ client, dtr }) => {
      await client.getFeatures();
      dtr.setIntercept(inWaves(maxRequests));
      await Promise.all(Array.from({ length: 4 * maxRequests }, () => client.getTag(TAG)));
      assert.equal(dtr.maxInFlight(), maxRequests);
      assert.deepEqual(client.stats(), { requests: 4 * maxRequests + 1, maxInFlight: maxRequests });
    });
  }
});

test("two clients of one run share what is allowed", async () => {
  await withClient({ client: { maxRequests: 3 } }, async ({ client, open, dtr }) => {
    const clients = [client, await open()];
    for (const one of clients) await one.getFeatures();
    dtr.setIntercept(inWaves(3));
    await Promise.all(clients.flatMap((one) => Array.from({ length: 15 }, () => one.getTag(TAG))));
    assert.deepEqual([dtr.requests.length, dtr.maxInFlight()], [32, 3]);
    for (const one of clients) one.close();
  });
});

test("the first request goes alone until it is known that the login is good", async () => {
  await withClient({}, async ({ client, dtr }) => {
    const others = inWaves(4);
    let requestsMeanwhile = 0;
    async function waitForOthers(): Promise<void> {
      // Time for those to come that should not.
      await delay(20);
      requestsMeanwhile = dtr.requests.length;
    }
    dtr.setIntercept((...asked) => (dtr.requests.length === 1 ? { until: waitForOthers() } : others(...asked)));
    await Promise.all(Array.from({ length: 5 }, () => client.getTag(TAG)));
    assert.deepEqual([requestsMeanwhile, dtr.maxInFlight()], [1, 4]);
  });
});

test("a first request that fails otherwise lets the next one go, alone as well", async () => {
  await withClient({}, async ({ client, dtr }) => {
    const looks = () => dtr.requests.filter(({ path }) => path.endsWith("/tags/1.0")).length;
    dtr.setIntercept(() => (looks() < 3 ? { status: 418, body: "{}" } : undefined));
    const calls = Array.from({ length: 3 }, () => client.getTag(TAG).catch(({ code }) => code));
    const results = await Promise.all(calls);
    assert.deepEqual(results.slice(0, 2), ["DTR_NOT_AN_API", "DTR_NOT_AN_API"]);
    assert.ok(Array.isArray(results[2]));
    assert.equal(dtr.maxInFlight(), 1);
  });
});

test("what comes only after a login shows that it was good", async () => {
  await withClient({}, async ({ client, dtr }) => {
    assert.equal((await catchScanError(() => client.getTag({ ...TAG, tag: "gone" }))).code, "DTR_NOT_FOUND");
    dtr.setIntercept(inWaves(6));
    await Promise.all(Array.from({ length: 6 }, () => client.getTag(TAG)));
    assert.equal(dtr.maxInFlight(), 6);
  });
});

test("a call that is ended while it waits lets the next one start", async () => {
  await withClient({ client: { maxRequests: 1 } }, async ({ client, dtr }) => {
    const own = new AbortController();
    const first = client.getTag(TAG);
    const second = catchScanError(() => client.getTag(TAG, { signal: own.signal }));
    const third = client.getTag(TAG);
    own.abort(new Error("not needed"));
    assert.equal((await second).code, "ABORTED");
    assert.equal((await first).length + (await third).length, 2);
    assert.equal(dtr.requests.length, 2);
    assert.equal((await catchScanError(() => client.getTag(TAG, { signal: own.signal }))).code, "ABORTED");
    assert.equal(dtr.requests.length, 2);
  });
});

test.run();
