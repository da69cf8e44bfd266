import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { test } from "uvu";
import type { ScanData, Target } from "#core/mod.ts";
import { testContext } from "#core/testing/mod.ts";
import { ociImage } from "#demo/oci_image.ts";
import { type Registry, startRegistry } from "#demo/registry/mod.ts";
import { type DigestInput, digest } from "#plugins/processors/digest/mod.ts";
import { startDockerEngine } from "#support/docker_engine.ts";
import { testWith } from "#support/needs.ts";
import { ociIndex } from "#support/oci_index.ts";
import { openPlugin } from "#support/open_plugin.ts";
import { makeTarget } from "#support/outcomes.ts";
import { catchScanError } from "#support/scan_error.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const image = ociImage({ layers: [{ "etc/a": "a" }] });
const index = ociIndex([{ image, platform: { os: "linux", architecture: "amd64" } }]);

interface Bench {
  readonly registry: Registry;
  readonly logs: readonly string[];
  resolveTarget(target: Partial<Target>, data?: Partial<ScanData>): Promise<unknown>;
}

async function withResolve(options: DigestInput, work: (bench: Bench) => Promise<void>): Promise<void> {
  const registry = await startRegistry();
  registry.add("team/app", "1", image);
  registry.add("team/many", "1", index);
  const context = testContext();
  try {
    const hooks = await openPlugin(digest(options), context.ctx);
    await work({
      registry,
      logs: context.logs,
      async resolveTarget(fields, data = {}) {
        const target = makeTarget(fields);
        return hooks.process({ target, data }, context.forTarget(target));
      },
    });
  } finally {
    await context.close();
    await registry.close();
  }
}

test("digest() gives the digest, and the image by its digest for the scanner", async () => {
  await withResolve({}, async ({ registry, resolveTarget }) => {
    const name = `${registry.host}/team/app`;
    const { digest } = image.manifest;
    const reference = `${name}@${digest}`;
    const pinned = { image: { reference, digest, source: "registry" } };
    assert.deepEqual(await resolveTarget({ image: `${name}:1` }), pinned);
    assert.deepEqual(await resolveTarget({ image: reference }), pinned);
    const moved = { image: { reference: `${name}:1`, source: "registry" } };
    assert.deepEqual(await resolveTarget({ image: "elsewhere" }, moved), pinned);
  });
});

for (const host of ["registry.example.com:99999", "256.1.1.1", "1.2.3.4.5", "xn--a.example.com"]) {
  test(`digest() fails an image of "${host}", which is no address, in words`, async () => {
    await withResolve({}, async ({ resolveTarget }) => {
      const error = await catchScanError(async () => resolveTarget({ image: `${host}/team/app:1` }));
      assert.equal(error.code, "REGISTRY_UNKNOWN");
      assert.ok(error.message.includes(`"${host}/team/app:1"`), error.message);
      assert.match(error.message, /this is not the address of a host/);
    });
  });
}

test("digest() gives the digest of the index where the image is there for several platforms", async () => {
  await withResolve({}, async ({ registry, resolveTarget }) => {
    const many = `${registry.host}/team/many`;
    const { digest } = index.manifest;
    assert.deepEqual(await resolveTarget({ image: `${many}:1`, platform: "linux/arm64" }), {
      image: { reference: `${many}@${digest}`, digest, source: "registry" },
    });
  });
});

test("digest() lets the scanner take the tag where the digest is of another kind than Trivy takes", async () => {
  await withResolve({}, async ({ registry, resolveTarget }) => {
    const headers = { "content-type": image.manifest.mediaType, "docker-content-digest": `sha512:${"a".repeat(128)}` };
    registry.setIntercept(({ method }) => (method === "HEAD" ? { status: 200, headers } : undefined));
    assert.deepEqual(await resolveTarget({ image: `${registry.host}/team/app:1` }), {});
  });
});

test("digest() leaves an image that was built in the pipeline as it is, and asks nobody", async () => {
  await withResolve({}, async ({ registry, resolveTarget }) => {
    const built = { image: { reference: "hullscan/x:1", imageId: "sha256:9", source: "docker" } };
    assert.equal(await resolveTarget({}, built), undefined);
    assert.deepEqual(registry.requests, []);
  });
});

test("digest() fails an image that is certainly not there, where it can come from its registry only", async () => {
  const gone = (host: string) => ({ image: `${host}/team/app:gone` });
  await withResolve({}, async ({ registry, resolveTarget }) => {
    const error = await catchScanError(() => resolveTarget(gone(registry.host)));
    assert.equal(error.code, "IMAGE_NOT_FOUND");
    assert.match(error.message, /team\/app:gone": there is no such image \(HTTP 404/);
    assert.deepEqual(registry.requests.map(({ method }) => method).slice(-2), ["HEAD", "GET"]);
  });
  await withResolve({ imageSources: ["remote", "docker"] }, async ({ registry, resolveTarget }) => {
    const { unresolved } = (await resolveTarget(gone(registry.host))) as Partial<ScanData>;
    assert.equal(unresolved?.code, "IMAGE_NOT_FOUND");
  });
});

test("digest() takes by GET what a registry refuses to tell by HEAD", async () => {
  await withResolve({}, async ({ registry, resolveTarget }) => {
    for (const status of [403, 404, 405]) {
      registry.setIntercept(({ method }) => (method === "HEAD" ? { status } : undefined));
      const found = (await resolveTarget({ image: `${registry.host}/team/app:1` })) as Partial<ScanData>;
      assert.equal(found.image?.digest, image.manifest.digest);
    }
  });
});

test("digest() tells the scanner why it did not find a digest, and leaves to it what is no reference", async () => {
  await withResolve({}, async ({ registry, resolveTarget, logs }) => {
    assert.equal(await resolveTarget({ image: "Not An Image" }), undefined);
    assert.equal(logs.length, 0);
    const body = JSON.stringify({ errors: [{ code: "DENIED", message: "not for you" }] });
    registry.setIntercept(() => ({ status: 403, body }));
    const told = (await resolveTarget({ image: `${registry.host}/team/app:1` })) as Partial<ScanData>;
    assert.deepEqual(JSON.parse(JSON.stringify(told)), told);
    const { code, message, hint, retryable } = told.unresolved ?? assert.fail();
    assert.deepEqual([code, retryable], ["REGISTRY_AUTH", false]);
    assert.match(message, /the registry refuses access \(HTTP 403, DENIED: not for you\)$/);
    assert.match(hint ?? "", /Log in/);
    assert.equal(logs.filter((line) => line.startsWith("warn")).length, 1);
  });
});

test("digest() refuses certificates that are none before any target", async () => {
  await inTempFolder(async (folder) => {
    const file = join(folder, "ca.pem");
    await writeFile(file, "not a certificate");
    const before = process.env.TRIVY_CACERT;
    process.env.TRIVY_CACERT = file;
    try {
      const error = await catchScanError(() => withResolve({}, async () => assert.fail()));
      assert.deepEqual([error.code, error.usage], ["REGISTRY_CA", true]);
      assert.ok(error.message.includes(file));
    } finally {
      if (before === undefined) delete process.env.TRIVY_CACERT;
      else process.env.TRIVY_CACERT = before;
    }
  });
});

testWith(
  test,
  ["dockerd", "docker", "tar"],
  "digest() asks Docker where images come from there, and in that order",
  async () => {
    const engine = await startDockerEngine();
    const before = process.env.DOCKER_HOST;
    process.env.DOCKER_HOST = engine.host;
    try {
      await inTempFolder(async (folder) => {
        await writeFile(join(folder, "Dockerfile"), "FROM scratch\nCOPY Dockerfile /\n");
        await engine.docker("build", "-t", "127.0.0.1:9/only/local:1", folder);
        const id = (await engine.docker("image", "inspect", "--format", "{{.Id}}", "127.0.0.1:9/only/local:1")).trim();
        await withResolve({ imageSources: ["docker"] }, async ({ resolveTarget }) => {
          const local = { reference: "127.0.0.1:9/only/local:1", imageId: id, source: "docker" };
          assert.deepEqual(await resolveTarget({ image: local.reference }), { image: local });
          const { unresolved } = (await resolveTarget({ image: "127.0.0.1:9/only/gone:1" })) as Partial<ScanData>;
          assert.match(
            unresolved?.message ?? "",
            /only\/gone:1": there is no such image \(Docker has none of that name\)/,
          );
        });
        await withResolve({ imageSources: ["docker", "remote"] }, async ({ registry, resolveTarget }) => {
          const name = `${registry.host}/team/app:1`;
          await engine.docker("tag", id, name);
          const local = { reference: name, imageId: id, source: "docker" };
          assert.deepEqual(await resolveTarget({ image: name }), { image: local });
          await engine.docker("rmi", name);
          const { image: found } = (await resolveTarget({ image: name })) as Partial<ScanData>;
          assert.equal(found?.digest, image.manifest.digest);
          assert.deepEqual(registry.requests.map(({ method }) => method).slice(-1), ["HEAD"]);
        });
        await withResolve({ imageSources: ["podman", "remote"] }, async ({ registry, resolveTarget }) => {
          assert.deepEqual(await resolveTarget({ image: `${registry.host}/team/app:1` }), {});
        });
      });
    } finally {
      if (before === undefined) delete process.env.DOCKER_HOST;
      else process.env.DOCKER_HOST = before;
      await engine.close();
    }
  },
);

test.run();
