import assert from "node:assert/strict";
import { test } from "uvu";
import { catchScanError } from "#support/scan_error.ts";
import { TAG, withClient } from "./support/with_client.ts";

const BEARER = { authorization: "bearer" } as const;

test("a bearer token is fetched once with user and token, and is used from then on", async () => {
  await withClient({ client: BEARER }, async ({ client, dtr }) => {
    await Promise.all(Array.from({ length: 10 }, () => client.getTag(TAG)));
    const schemes = dtr.requests.map(({ path, headers }) => `${path === "/auth/token"} ${headers.authorization}`);
    assert.deepEqual(schemes, ["true Basic", ...Array.from({ length: 10 }, () => "false Bearer")]);
  });
});

test("a bearer token that has expired is renewed once for all requests that find out", async () => {
  await withClient({ client: BEARER }, async ({ client, dtr }) => {
    await client.getFeatures();
    dtr.expireBearers();
    dtr.setIntercept(() => ({ delayMs: 5 }));
    const tags = await Promise.all(Array.from({ length: 20 }, () => client.getTag(TAG)));
    assert.equal(tags.length, 20);
    assert.equal(dtr.requests.filter(({ path }) => path === "/auth/token").length, 2);
  });
});

test("a refused login is one request also with a bearer token", async () => {
  const options = { client: { ...BEARER, token: "wrong-token" } };
  await withClient(options, async ({ client, dtr }) => {
    const calls = Array.from({ length: 8 }, () => catchScanError(() => client.getTag(TAG)));
    for (const error of await Promise.all(calls)) assert.equal(error.code, "DTR_AUTH");
    assert.deepEqual(
      dtr.requests.map(({ path }) => path),
      ["/auth/token"],
    );
  });
});

test("a bearer token that was never any good is not fetched again", async () => {
  await withClient({ client: BEARER }, async ({ client, dtr }) => {
    dtr.setIntercept(({ path }) => (path === "/auth/token" ? undefined : { status: 401 }));
    for (let round = 0; round < 3; round += 1) {
      assert.equal((await catchScanError(() => client.getTag(TAG))).code, "DTR_AUTH");
    }
    assert.equal(dtr.requests.length, 2);
  });
});

test("a token service that does not answer is asked again by the next call", async () => {
  await withClient({ client: BEARER }, async ({ client, dtr }) => {
    dtr.setIntercept(() => ({ status: 418 }));
    assert.equal((await catchScanError(() => client.getTag(TAG))).code, "DTR_NOT_AN_API");
    dtr.setIntercept(undefined);
    assert.equal((await client.getTag(TAG)).length, 1);
  });
});

test.run();
