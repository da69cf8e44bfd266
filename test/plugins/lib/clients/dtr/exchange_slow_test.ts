import assert from "node:assert/strict";
import { test } from "uvu";
import { BAD_GATEWAY, HTML_PAGE, INTERNAL_ERROR, rateLimited } from "#demo/dtr/mod.ts";
import type { Fault, Intercept } from "#demo/registry/mod.ts";
import { catchScanError } from "#support/scan_error.ts";
import { collect, SCAN, TAG, withClient } from "./support/with_client.ts";

const MANY = { namespace: "acme", name: "many" };

/** Lets requests go wrong so many times, then no more. */
function failFirst(times: number, fault: Fault, matches: (request: Parameters<Intercept>[0]) => boolean): Intercept {
  let left = times;
  return (request) => {
    if (!matches(request) || left === 0) return undefined;
    left -= 1;
    return fault;
  };
}

test("a page whose connection breaks in the middle is fetched again: no tag is lost, none comes twice", async () => {
  for (const cutAfterBytes of [0, 1, 200]) {
    await withClient({ client: { pageSize: 10 } }, async ({ client, dtr }) => {
      dtr.setIntercept(failFirst(2, { cutAfterBytes }, ({ query }) => query.has("pageStart")));
      const names = (await collect(client.listTags(MANY))).map(({ name }) => name);
      assert.equal(names.length, 25);
      assert.equal(new Set(names).size, 25);
      assert.equal(dtr.requests.length, 5);
    });
  }
});

test("a connection that breaks every time is an error in the end", async () => {
  await withClient({}, async ({ client, dtr }) => {
    dtr.setIntercept(() => ({ cutAfterBytes: 5 }));
    const error = await catchScanError(() => client.getTag(TAG));
    assert.deepEqual([error.code, error.retryable], ["DTR_UNREACHABLE", true]);
    assert.match(error.message, /^Cannot look at "acme\/app:1\.0": GET .+ failed: the connection was closed/);
    assert.equal(dtr.requests.length, 4);
  });
});

test("a GET is repeated after 500, 502 and 429 with Retry-After, and then is well", async () => {
  for (const fault of [INTERNAL_ERROR, BAD_GATEWAY, { status: 503 }, { status: 504 }, rateLimited(0), rateLimited(1)]) {
    await withClient({}, async ({ client, dtr }) => {
      dtr.setIntercept(failFirst(1, fault, () => true));
      assert.equal((await client.getTag(TAG)).length, 1);
      assert.equal(dtr.requests.length, 2);
    });
  }
});

test("a scan that was turned away with Retry-After is asked for again, once that is over", async () => {
  await withClient({}, async ({ client, dtr }) => {
    dtr.setIntercept(failFirst(1, rateLimited(0), () => true));
    await client.requestScan(SCAN);
    assert.deepEqual([dtr.requests.length, dtr.scans.length], [2, 1]);
  });
});

test("a scan is not asked for twice when it is not known what became of it", async () => {
  const cases = [
    [INTERNAL_ERROR, "DTR_SERVER"],
    [BAD_GATEWAY, "DTR_SERVER"],
    [{ cutAfterBytes: 0 }, undefined],
  ] as const;
  for (const [fault, code] of cases) {
    await withClient({}, async ({ client, dtr }) => {
      await client.getFeatures();
      dtr.setIntercept(() => fault);
      const result = await client.requestScan(SCAN).then(
        () => undefined,
        (error) => error.code,
      );
      if (code !== undefined) assert.equal(result, code);
      assert.equal(dtr.requests.length, 2);
    });
  }
});

test("trouble that does not pass is told as what it is", async () => {
  const cases = [
    [INTERNAL_ERROR, "DTR_SERVER", /\(500 INTERNAL_ERROR: An internal server error occurred\.\)$/],
    [BAD_GATEWAY, "DTR_SERVER", /\(502 with an HTML page\)$/],
    [rateLimited(3600), "DTR_RATE_LIMITED", /\(429 slow down; Retry-After: 3600\)$/],
  ] as const;
  for (const [fault, code, words] of cases) {
    await withClient({}, async ({ client, dtr }) => {
      dtr.setIntercept(() => fault);
      const error = await catchScanError(() => client.getTag(TAG));
      assert.deepEqual([error.code, error.retryable], [code, true]);
      assert.match(error.message, words);
    });
  }
});

test("a DTR that gives no answer is waited for so long", async () => {
  await withClient({ client: { requestTimeoutMs: 150 } }, async ({ client, dtr }) => {
    dtr.setIntercept(() => ({ hang: true }));
    const error = await catchScanError(() => client.getTag(TAG));
    assert.deepEqual([error.code, error.retryable], ["DTR_TIMEOUT", true]);
    assert.match(error.message, /took longer than 0\.15 s$/);
  });
});

test("a DTR that is not there cannot be reached", async () => {
  await withClient({}, async ({ client, dtr }) => {
    await dtr.close();
    const error = await catchScanError(() => client.getTag(TAG));
    assert.equal(error.code, "DTR_UNREACHABLE");
    assert.match(error.message, /connection refused$/);
  });
});

test("calls end when the run is interrupted, when the client is closed, and by a signal of their own", async () => {
  const own = new AbortController();
  const endings = [
    [({ run }) => run.abort(new Error("enough")), /enough/],
    [({ client }) => client.close(), /closed/],
    [() => own.abort(new Error("mine")), /mine/],
  ] as const satisfies readonly [(tools: { run: AbortController; client: { close(): void } }) => void, RegExp][];
  for (const [end, reason] of endings) {
    await withClient({}, async (tools) => {
      const { client, dtr } = tools;
      // One waits for an answer, the others for their turn.
      const asked = new Promise<void>((resolve) => {
        dtr.setIntercept(() => {
          resolve();
          return { hang: true };
        });
      });
      const calls = Array.from({ length: 12 }, () => catchScanError(() => client.getTag(TAG, { signal: own.signal })));
      await asked;
      end(tools);
      for (const error of await Promise.all(calls)) {
        assert.equal(error.code, "ABORTED");
        assert.match(error.message, reason);
      }
      assert.equal(dtr.requests.length, 1);
    });
  }
});

test("no page is fetched after the reader has left", async () => {
  await withClient({ client: { pageSize: 10 } }, async ({ client, dtr }) => {
    for await (const tag of client.listTags(MANY)) if (tag.name.startsWith("t1")) break;
    assert.equal(dtr.requests.length, 1);
    dtr.setIntercept(() => HTML_PAGE);
    const reader = client.listTags(MANY)[Symbol.asyncIterator]();
    await assert.rejects(reader.next());
    assert.deepEqual(await reader.next(), { done: true, value: undefined });
  });
});

test.run();
