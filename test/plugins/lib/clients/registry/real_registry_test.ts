/** The client against a real registry. */
import assert from "node:assert/strict";
import { test } from "uvu";
import { testContext } from "#core/testing/mod.ts";
import { startDemoRegistry } from "#demo/loopback.ts";
import { type OciContent, toDescriptor } from "#demo/oci_content.ts";
import { ociImage } from "#demo/oci_image.ts";
import { parseReference, toCanonical } from "#plugins/lib/clients/oci/mod.ts";
import { createRegistry } from "#plugins/lib/clients/registry/mod.ts";
import { type DockerRegistry, LOGIN, startDockerRegistry } from "#support/docker_registry.ts";
import { testWith } from "#support/needs.ts";
import { ARTIFACTS, attestation, indexOf } from "#support/oci_artifacts.ts";
import { catchScanError } from "#support/scan_error.ts";

const HOME = { HOME: "/nonexistent" };
const WITH_LOGIN = { ...HOME, TRIVY_USERNAME: LOGIN.username, TRIVY_PASSWORD: LOGIN.password };

/** Runs a test with a registry that holds three tags of one image. */
async function withRegistry(wantsLogin: boolean, work: (registry: DockerRegistry) => Promise<void>): Promise<void> {
  const demo = await startDemoRegistry();
  const registry = await startDockerRegistry({ wantsLogin });
  try {
    for (const tag of ["1.0", "1.1", "latest"]) await registry.copy(demo.references[0] ?? "", `team/app:${tag}`);
    await work(registry);
  } finally {
    await registry.close();
    await demo.close();
  }
}

async function ask(env: Record<string, string>, work: (client: ReturnType<typeof createRegistry>) => Promise<void>) {
  const context = testContext();
  try {
    await work(createRegistry({ ...context.ctx, env }));
  } finally {
    await context.close();
  }
}

for (const [what, env] of [
  ["without a login", HOME],
  ["with htpasswd", WITH_LOGIN],
] as const) {
  testWith(
    test,
    ["docker-registry", "skopeo"],
    `a real registry ${what}: digests, tags, and what is not there`,
    async () => {
      await withRegistry(env === WITH_LOGIN, async ({ host }) => {
        const refer = (text: string) => toCanonical(parseReference(`${host}/${text}`));
        await ask(env, async (client) => {
          const { digest, mediaType } = await client.fetchDescriptor(refer("team/app"));
          assert.match(digest, /^sha256:[0-9a-f]{64}$/);
          assert.match(mediaType, /manifest/);
          for (const name of ["team/app:1.1", `team/app@${digest}`]) {
            assert.deepEqual(await client.fetchDescriptor(refer(name)), { digest, mediaType });
          }
          assert.equal(await client.fetchPlatforms(refer("team/app")), undefined);
          const tags: string[] = [];
          for await (const tag of client.listTags(refer("team/app"))) tags.push(tag);
          assert.deepEqual(tags.sort(), ["1.0", "1.1", "latest"]);
          const gone = await catchScanError(() => client.fetchDescriptor(refer("team/app:gone")));
          assert.equal(gone.code, "IMAGE_NOT_FOUND");
          const unknown = await catchScanError(() => client.fetchPlatforms(refer("team/nobody")));
          assert.match(unknown.message, /MANIFEST_UNKNOWN|NAME_UNKNOWN/);
        });
      });
    },
  );
}

testWith(
  test,
  ["docker-registry", "skopeo"],
  "a real registry with htpasswd refuses who has no login, or a wrong one",
  async () => {
    await withRegistry(true, async ({ host }) => {
      for (const env of [HOME, { ...WITH_LOGIN, TRIVY_PASSWORD: "wrong-horse" }]) {
        await ask(env, async (client) => {
          const error = await catchScanError(() =>
            client.fetchDescriptor(toCanonical(parseReference(`${host}/team/app`))),
          );
          assert.equal(error.code, "REGISTRY_AUTH");
          assert.doesNotMatch(error.message, /horse/);
        });
      }
    });
  },
);

/** Pushes content as tools do. */
async function push(host: string, tag: string, { manifest, blobs }: OciContent): Promise<void> {
  for (const { digest, bytes } of blobs) {
    const upload = await fetch(`http://${host}/v2/team/x/blobs/uploads/`, { method: "POST" });
    const url = new URL(upload.headers.get("location") ?? "");
    url.searchParams.set("digest", digest);
    const headers = { "content-type": "application/octet-stream" };
    assert.equal((await fetch(url, { method: "PUT", body: bytes, headers })).status, 201);
  }
  const headers = { "content-type": manifest.mediaType };
  const url = `http://${host}/v2/team/x/manifests/${tag}`;
  assert.equal((await fetch(url, { method: "PUT", body: manifest.bytes, headers })).status, 201);
}

testWith(
  test,
  ["docker-registry", "skopeo"],
  "a real registry: what is no image, and an index with such in it",
  async () => {
    await withRegistry(false, async ({ host }) => {
      const amd = ociImage({ layers: [{ a: "amd" }] });
      const platform = { os: "linux", architecture: "amd64" };
      const index = indexOf([attestation, amd].map(({ manifest }) => ({ ...toDescriptor(manifest), platform })));
      for (const [tag, content] of Object.entries({ amd, attestation, index })) await push(host, tag, content);
      const refer = (text: string) => toCanonical(parseReference(`${host}/team/${text}`));
      await ask(HOME, async (client) => {
        for (const [content, what] of ARTIFACTS) {
          await push(host, "artifact", content);
          const error = await catchScanError(() => client.inspectImage(refer("x:artifact")));
          assert.ok(error.code === "NOT_AN_IMAGE" && error.message.includes(`(it is ${what})`), error.message);
        }
        const { digest, imageDigest } = await client.inspectImage(refer("x:index"));
        assert.deepEqual([digest, imageDigest], [index.manifest.digest, amd.manifest.digest]);
        assert.deepEqual(await client.fetchPlatforms(refer("x:index")), [
          { digest: amd.manifest.digest, platform: "linux/amd64", isAlone: true },
        ]);
        const image = await client.inspectImage(refer("app:latest"), { platform: "linux/arm64" });
        assert.equal(image.digest, image.imageDigest);
      });
    });
  },
);

test.run();
