import assert from "node:assert/strict";
import { test } from "uvu";
import { catchScanError } from "#support/scan_error.ts";
import { withClient, withRegistry } from "./support/with_registry.ts";

test("ping() is content with a registry that answers, also where it wants a login", async () => {
  await withRegistry(({ client, fake }) => client.ping(fake.host));
  for (const status of [401, 403, 429]) {
    const intercept = () => ({ status });
    await withRegistry(({ client, fake }) => client.ping(fake.host), { intercept });
  }
});

test("ping() sends no login", async () => {
  const env = { TRIVY_USERNAME: "ann", TRIVY_PASSWORD: "secret-of-ann" };
  await withRegistry(
    async ({ client, fake }) => {
      await client.ping(fake.host);
      assert.ok(fake.requests.length > 0);
      assert.ok(fake.requests.every(({ headers }) => headers.authorization === undefined));
    },
    { env },
  );
});

test("ping() says what is wrong with what is no registry, or is not there", async () => {
  const intercept = () => ({ status: 404 });
  await withRegistry(
    async ({ client, fake }) => {
      const error = await catchScanError(() => client.ping(fake.host));
      assert.equal(error.code, "REGISTRY_BAD_ANSWER");
      assert.match(error.message, /^Cannot reach the registry "127\.0\.0\.1:\d+": .*HTTP 404/);
    },
    { intercept },
  );
  await withClient({}, async (client) => {
    // Port 1 is nobody's.
    assert.equal((await catchScanError(() => client.ping("127.0.0.1:1"))).code, "REGISTRY_UNREACHABLE");
  });
});

test.run();
