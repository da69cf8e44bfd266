import assert from "node:assert/strict";
import { test } from "uvu";
import { catchScanError } from "../../../support/scan_error.ts";
import { TAG, withClient } from "./support/with_client.ts";

test("so many requests are under way as are allowed, no more, also by several clients of one run", async () => {
  for (const maxRequests of [1, 3, 8, 12]) {
    await withClient({ client: { maxRequests } }, async ({ client, dtr }) => {
      // Long enough for the others to come.
      dtr.setIntercept(() => ({ delayMs: 15 }));
      await Promise.all(Array.from({ length: 40 }, () => client.getTag(TAG)));
      assert.equal(dtr.maxInFlight(), maxRequests);
      assert.deepEqual(client.stats(), { requests: 40, maxInFlight: maxRequests });
    });
  }
});

test("the first request goes alone until it is known that the login is good", async () => {
  await withClient({}, async ({ client, dtr }) => {
    const inFlight: number[] = [];
    let answered = 0;
    dtr.setIntercept(() => {
      inFlight.push(dtr.requests.length - answered);
      answered = dtr.requests.length === 1 ? 1 : answered;
      return { delayMs: 5 };
    });
    await Promise.all(Array.from({ length: 5 }, () => client.getTag(TAG)));
    assert.equal(inFlight[0], 1);
    assert.equal(dtr.maxInFlight(), 4);
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
    dtr.setIntercept(() => ({ delayMs: 15 }));
    await Promise.all(Array.from({ length: 6 }, () => client.getTag(TAG)));
    assert.equal(dtr.maxInFlight(), 6);
  });
});

test("a call that is ended while it waits gives its turn to the others", async () => {
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
