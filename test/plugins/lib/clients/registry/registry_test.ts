/** The client against registries that do as they are told: what a sound one does not do on demand. */
import assert from "node:assert/strict";
import { test } from "uvu";
import { testContext } from "#core/testing/mod.ts";
import type { OciContent } from "#demo/oci_content.ts";
import { ociImage } from "#demo/oci_image.ts";
import { type Intercept, startRegistry } from "#demo/registry/mod.ts";
import { createRegistry } from "#plugins/lib/clients/registry/mod.ts";
import { attestation } from "#support/oci_artifacts.ts";
import { ociIndex } from "#support/oci_index.ts";
import { catchScanError } from "#support/scan_error.ts";
import { image, refer, withClient, withRegistry } from "./support/with_registry.ts";

test("fetchDescriptor() asks once with HEAD, for all types of manifests", async () => {
  await withRegistry(async ({ fake, client, name }) => {
    const { digest, mediaType } = await client.fetchDescriptor(name("team/app:1"));
    assert.deepEqual([digest, mediaType], [image.manifest.digest, image.manifest.mediaType]);
    const [request, ...more] = fake.requests.filter(({ path }) => path.includes("manifests"));
    assert.deepEqual([request?.method, more], ["HEAD", []]);
    assert.equal(request?.headers.accept?.split(", ").length, 4);
    const again = await client.fetchDescriptor(name(`team/app@${image.manifest.digest}`));
    assert.equal(again.digest, image.manifest.digest);
  });
});

for (const [what, intercept] of [
  ["does not tell the digest", { status: 200 }],
  ["tells nonsense for the digest", { status: 200, headers: { "docker-content-digest": "sha256:x" } }],
  ["does not know HEAD", { status: 405 }],
] as const) {
  test(`fetchDescriptor() takes the digest of the bytes where the answer to HEAD ${what}`, async () => {
    const onHead: Intercept = ({ method, path }) =>
      method === "HEAD" && path.includes("manifests") ? intercept : undefined;
    await withRegistry(
      async ({ client, name }) => {
        assert.equal((await client.fetchDescriptor(name("team/app:1"))).digest, image.manifest.digest);
      },
      { intercept: onHead },
    );
  });
}

test("a manifest whose bytes are not those of its digest is refused, and so is one of more than 4 MB", async () => {
  const other =
    (body: string): Intercept =>
    ({ method, path }) => {
      if (!path.includes("manifests")) return undefined;
      return method === "HEAD"
        ? { status: 405 }
        : { status: 200, body, headers: { "docker-content-digest": image.manifest.digest } };
    };
  await withRegistry(
    async ({ fake, client, name }) => {
      const wrong = await catchScanError(() => client.fetchDescriptor(name("team/app:1")));
      assert.equal(wrong.code, "REGISTRY_BAD_ANSWER");
      assert.match(wrong.message, /the manifest is not that of sha256:/);
      fake.setIntercept(other("x".repeat(4 * 1_048_576 + 1)));
      const large = await catchScanError(() => client.fetchDescriptor(name("team/app:1")));
      assert.match(large.message, /over 4 MB/);
    },
    { intercept: other("{}") },
  );
});

for (const [status, code, retryable] of [
  [401, "REGISTRY_AUTH", false],
  [403, "REGISTRY_AUTH", false],
  [404, "IMAGE_NOT_FOUND", false],
  [418, "REGISTRY_BAD_ANSWER", false],
  [500, "REGISTRY_UNREACHABLE", true],
] as const) {
  test(`HTTP ${status} becomes ${code}, with what was being done and what the registry says`, async () => {
    const body = JSON.stringify({ errors: [{ code: "DENIED", message: "because" }] });
    await withRegistry(
      async ({ client, name }) => {
        const error = await catchScanError(() => client.fetchPlatforms(name("team/app:1")));
        assert.deepEqual([error.code, error.retryable], [code, retryable]);
        assert.match(error.message, /^Cannot find the platforms of "127\.0\.0\.1:\d+\/team\/app:1": /);
        assert.match(error.message, new RegExp(`HTTP ${status}, DENIED: because`));
        assert.ok(error.hint);
      },
      { intercept: ({ path }) => (path.includes("manifests") ? { status, body } : undefined) },
    );
  });
}

test("HTTP 429 is waited out as Retry-After says; when it does not end in time, it is told", async () => {
  let left = 1;
  const once: Intercept = ({ path }) =>
    path.includes("manifests") && left-- > 0 ? { status: 429, headers: { "retry-after": "0" } } : undefined;
  await withRegistry(
    async ({ fake, client, name }) => {
      assert.equal((await client.fetchDescriptor(name("team/app:1"))).digest, image.manifest.digest);
      fake.setIntercept(({ path }) =>
        path.includes("manifests") ? { status: 429, headers: { "retry-after": "86400" } } : undefined,
      );
      const error = await catchScanError(() => client.fetchDescriptor(name("team/app:1")));
      assert.deepEqual([error.code, error.retryable], ["REGISTRY_RATE_LIMITED", true]);
    },
    { intercept: once },
  );
});

test("a registry that is not there is told", async () => {
  const gone = await startRegistry();
  await gone.close();
  await withClient({}, async (client) => {
    const error = await catchScanError(() => client.fetchDescriptor(refer(`${gone.host}/team/app:1`)));
    assert.equal(error.code, "REGISTRY_UNREACHABLE");
    assert.match(error.message, /connection refused/);
    const odd = await catchScanError(() => client.fetchDescriptor(refer("localhost:99999/team/app:1")));
    assert.match(odd.message, /not the address of a host/);
  });
});

test("all calls end with the run", async () => {
  const fake = await startRegistry();
  const controller = new AbortController();
  const context = testContext({ signal: controller.signal });
  fake.setIntercept(() => {
    controller.abort();
    return { hang: true };
  });
  try {
    const client = createRegistry({ ...context.ctx, env: { HOME: "/nonexistent" } });
    const names = ["team/app:1", "team/other:1"].map((name) => refer(`${fake.host}/${name}`));
    const errors = names.map((name) => catchScanError(() => client.fetchDescriptor(name)));
    assert.deepEqual(
      (await Promise.all(errors)).map(({ code }) => code),
      ["ABORTED", "ABORTED"],
    );
  } finally {
    await context.close();
    await fake.close();
  }
});

test("fetchPlatforms() gives the platforms of an index, without its attestations, and nothing for a single image", async () => {
  const images = ["1", "2", "3"].map((a) => ociImage({ layers: [{ a }] }));
  const [one, two, three] = images as [OciContent, OciContent, OciContent];
  const index = ociIndex([
    { image: one, platform: { os: "linux", architecture: "amd64" } },
    { image: two, platform: { os: "linux", architecture: "arm", variant: "v7" } },
    { image: three, platform: { os: "windows", architecture: "amd64", "os.version": "10.0.1" } },
    { image: attestation, platform: { os: "unknown", architecture: "unknown" } },
  ]);
  await withRegistry(async ({ fake, client, name }) => {
    for (const [tag, content] of Object.entries({ one, two, three, attestation, 1: index })) {
      fake.add("team/many", tag, content);
    }
    const platforms = await client.fetchPlatforms(name("team/many:1"));
    assert.deepEqual(platforms, [
      { digest: one.manifest.digest, platform: "linux/amd64", isAlone: true },
      { digest: two.manifest.digest, platform: "linux/arm/v7", isAlone: true },
      { digest: three.manifest.digest, platform: "windows/amd64:10.0.1", isAlone: true },
    ]);
    assert.equal(await client.fetchPlatforms(name("team/app:1")), undefined);
  });
});

test("the time limit is that of the whole look-up, not of each of its requests", async () => {
  await withRegistry(
    async ({ fake, client, name }) => {
      fake.setIntercept(({ method }) => ({ ...(method === "HEAD" && { status: 405 }), delayMs: 300 }));
      const error = await catchScanError(() => client.fetchDescriptor(name("team/app:1")));
      assert.equal(error.code, "REGISTRY_UNREACHABLE");
      assert.match(error.message, /timed out after 0\.4 s in all/);
    },
    { timeoutMs: 400 },
  );
});

test.run();
