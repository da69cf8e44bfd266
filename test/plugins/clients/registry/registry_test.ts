/** The client against registries that do as they are told: what a sound one does not do on demand. */
import assert from "node:assert/strict";
import { createServer } from "node:https";
import { test } from "uvu";
import { jsonBlob } from "../../../../configs/demo/oci_content.ts";
import { ociImage } from "../../../../configs/demo/oci_image.ts";
import { type Registry as FakeRegistry, type Intercept, startRegistry } from "../../../../configs/demo/registry/mod.ts";
import { testContext } from "../../../../core/testing/mod.ts";
import { parseReference, toCanonical } from "../../../../plugins/clients/oci/mod.ts";
import { type CreateRegistryOptions, createRegistry, type Registry } from "../../../../plugins/clients/registry/mod.ts";
import { makeCertificate } from "../../../support/certificate.ts";
import { testWith } from "../../../support/needs.ts";
import { ociIndex } from "../../../support/oci_index.ts";
import { catchScanError } from "../../../support/scan_error.ts";
import { inTempFolder } from "../../../support/temp_folder.ts";

const image = ociImage({ layers: [{ "etc/a": "a" }] });
const LOGIN = { HOME: "/nonexistent", TRIVY_USERNAME: "user", TRIVY_PASSWORD: "pass-word" };

async function withClient(
  options: Partial<CreateRegistryOptions>,
  work: (client: Registry) => Promise<void>,
): Promise<void> {
  const context = testContext();
  try {
    await work(createRegistry({ ...context.ctx, env: { HOME: "/nonexistent" }, ...options }));
  } finally {
    await context.close();
  }
}

/** Runs a test with a fake registry that holds `team/app:1`. */
async function withRegistry(
  work: (bench: {
    fake: FakeRegistry;
    client: Registry;
    name: (text: string) => ReturnType<typeof refer>;
  }) => Promise<void>,
  { intercept, ...options }: Partial<CreateRegistryOptions> & { intercept?: Intercept } = {},
): Promise<void> {
  const fake = await startRegistry();
  fake.add("team/app", "1", image);
  fake.setIntercept(intercept);
  try {
    await withClient(options, (client) => work({ fake, client, name: (text) => refer(`${fake.host}/${text}`) }));
  } finally {
    await fake.close();
  }
}

function refer(text: string) {
  return toCanonical(parseReference(text));
}

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
  const index = ociIndex([
    { image: ociImage({ layers: [{ a: "1" }] }), platform: { os: "linux", architecture: "amd64" } },
    { image: ociImage({ layers: [{ a: "2" }] }), platform: { os: "linux", architecture: "arm", variant: "v7" } },
    {
      image: ociImage({ layers: [{ a: "3" }] }),
      platform: { os: "windows", architecture: "amd64", "os.version": "10.0.1" },
    },
    { image, platform: { os: "unknown", architecture: "unknown" } },
  ]);
  await withRegistry(async ({ fake, client, name }) => {
    fake.add("team/many", "1", index);
    const platforms = await client.fetchPlatforms(name("team/many:1"));
    assert.deepEqual(
      platforms?.map(({ platform }) => platform),
      ["linux/amd64", "linux/arm/v7", "windows/amd64:10.0.1"],
    );
    assert.equal(await client.fetchPlatforms(name("team/app:1")), undefined);
    const broken = jsonBlob(index.manifest.mediaType, { manifests: [{ digest: "no" }] });
    fake.add("team/broken", "1", { manifest: broken, blobs: [] });
    const error = await catchScanError(() => client.fetchPlatforms(name("team/broken:1")));
    assert.match(error.message, /its index is not as expected/);
  });
});

for (const [what, toLink] of [
  ["relative to the page", (last: string) => `list?n=1000&last=${last}`],
  ["from the root", (last: string) => `/v2/team/app/tags/list?last=${last}`],
  [
    "with the name that a proxy knows the registry by",
    (last: string) => `http://inner.example.com/v2/team/app/tags/list?last=${last}`,
  ],
] as const) {
  test(`listTags() follows links to the next page that are ${what}`, async () => {
    const pages: Readonly<Record<string, readonly string[]>> = { "": ["a", "b"], b: ["c"], c: ["d"] };
    const intercept: Intercept = ({ path, query }) => {
      if (!path.endsWith("tags/list")) return undefined;
      const tags = pages[query.get("last") ?? ""] ?? [];
      const last = tags.at(-1);
      const link = last === undefined || last === "d" ? undefined : `<${toLink(last)}>; rel="next"`;
      return { status: 200, body: JSON.stringify({ name: "team/app", tags }), ...(link && { headers: { link } }) };
    };
    await withRegistry(
      async ({ client, name }) => {
        const tags: string[] = [];
        for await (const tag of client.listTags(name("team/app"))) tags.push(tag);
        assert.deepEqual(tags, ["a", "b", "c", "d"]);
      },
      { intercept },
    );
  });
}

test("listTags() tells pages that go round in a circle, and takes a repository without tags for an empty one", async () => {
  await withRegistry(async ({ fake, client, name }) => {
    const listAll = async () => {
      for await (const _tag of client.listTags(name("team/app")));
    };
    fake.setIntercept(({ path }) =>
      path.endsWith("tags/list")
        ? { status: 200, body: '{"tags":["a"]}', headers: { link: "</v2/team/app/tags/list?last=a>; rel=next" } }
        : undefined,
    );
    assert.match((await catchScanError(listAll)).message, /go round in a circle/);
    fake.setIntercept(({ path }) => (path.endsWith("tags/list") ? { status: 200, body: '{"tags":null}' } : undefined));
    await listAll();
  });
});

test("a login does not follow a redirect to another host", async () => {
  await withRegistry(
    async ({ fake, client, name }) => {
      const elsewhere = await startRegistry();
      elsewhere.add("team/app", "1", image);
      fake.setIntercept(({ path }, authorization) => {
        if (!path.includes("manifests")) return undefined;
        if (authorization === undefined) return { status: 401, headers: { "www-authenticate": "Basic realm=x" } };
        return { status: 307, headers: { location: `http://${elsewhere.host}${path}` } };
      });
      try {
        assert.equal((await client.fetchDescriptor(name("team/app:1"))).digest, image.manifest.digest);
        assert.equal(fake.requests.at(-1)?.headers.authorization, "Basic");
        assert.deepEqual(
          elsewhere.requests.map(({ headers }) => headers.authorization),
          [undefined],
        );
      } finally {
        await elsewhere.close();
      }
    },
    { env: LOGIN },
  );
});

testWith(
  test,
  ["openssl"],
  "a registry with a certificate of its own is reached with its CA, or insecurely, and else not",
  async () => {
    await inTempFolder(async (folder) => {
      const { key, cert } = makeCertificate(folder);
      const server = createServer({ key, cert }, (_request, response) => {
        response.setHeader("docker-content-digest", image.manifest.digest).end();
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const address = server.address();
      assert.ok(address !== null && typeof address !== "string");
      const reference = refer(`127.0.0.1:${address.port}/team/app:1`);
      try {
        for (const options of [{ ca: cert }, { insecure: true }]) {
          await withClient(options, async (client) => {
            assert.equal((await client.fetchDescriptor(reference)).digest, image.manifest.digest);
          });
        }
        await withClient({}, async (client) => {
          const error = await catchScanError(() => client.fetchDescriptor(reference));
          assert.equal(error.code, "REGISTRY_UNREACHABLE");
          assert.match(error.message, /certificate is not trusted/);
        });
      } finally {
        server.close();
        server.closeAllConnections();
      }
    });
  },
);

test.run();
