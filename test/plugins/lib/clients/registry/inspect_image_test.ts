/** What stands under a tag, looked at before it is scanned. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "uvu";
import { blob, jsonBlob, type OciContent, toDescriptor } from "#demo/oci_content.ts";
import { ociImage } from "#demo/oci_image.ts";
import { ARTIFACTS, artifact, attestation, buildKitCache, indexOf } from "#support/oci_artifacts.ts";
import { catchScanError } from "#support/scan_error.ts";
import { image, type RegistryBench, withRegistry } from "./support/with_registry.ts";

const AMD64 = { os: "linux", architecture: "amd64" };
const ARM64 = { os: "linux", architecture: "arm64" };
const amd = ociImage({ layers: [{ a: "amd" }] });
const arm = ociImage({ layers: [{ a: "arm" }], architecture: "arm64" });

function entry(content: OciContent, platform?: object, more: object = {}) {
  return { ...toDescriptor(content.manifest), ...(platform && { platform }), ...more };
}

/** Inspects what is stored, with all that it names beside it. */
async function inspect(content: OciContent, platform?: string, beside: readonly OciContent[] = []) {
  let found: Awaited<ReturnType<RegistryBench["client"]["inspectImage"]>> | undefined;
  await withRegistry(async ({ fake, client, name }) => {
    for (const [index, other] of [amd, arm, attestation, ...beside].entries()) fake.add("team/x", `x${index}`, other);
    fake.add("team/x", "1", content);
    found = await client.inspectImage(name("team/x:1"), { platform });
  });
  assert.ok(found);
  return found;
}

for (const [content, what] of [...ARTIFACTS, [buildKitCache, "a BuildKit cache"] as const]) {
  test(`inspectImage() refuses what is ${what} (${content.manifest.digest.slice(7, 13)})`, async () => {
    const error = await catchScanError(() => inspect(content));
    assert.equal(error.code, "NOT_AN_IMAGE");
    assert.ok(error.message.endsWith(`it is not an image (it is ${what})`), error.message);
  });
}

const OCI = "application/vnd.oci.image.layer";
const DOCKER = "application/vnd.docker.image.rootfs";
for (const layer of [
  ...["v1.tar", "v1.tar+gzip", "v1.tar+zstd", "nondistributable.v1.tar+gzip"].map((type) => `${OCI}.${type}`),
  ...["diff.tar", "diff.tar.gzip", "diff.tar.zstd", "foreign.diff.tar.gzip"].map((type) => `${DOCKER}.${type}`),
]) {
  test(`inspectImage() takes an image with layers of the type ${layer}`, async () => {
    for (const config of [undefined, "application/vnd.docker.container.image.v1+json", "application/octet-stream"]) {
      const content = artifact({ layers: [layer], ...(config !== undefined && { config }) });
      const { digest } = content.manifest;
      assert.deepEqual(await inspect(content), { digest, imageDigest: digest, isHidden: false });
    }
  });
}

test("inspectImage() takes an image of either format, without layers, and without media types", async () => {
  const plain = jsonBlob("text/plain", { ...JSON.parse(String(image.manifest.bytes)), mediaType: undefined });
  for (const content of [
    ociImage({ layers: [{ a: "b" }], format: "docker" }),
    ociImage({ layers: [] }),
    { ...image, manifest: jsonBlob("", { ...JSON.parse(String(image.manifest.bytes)), layers: null }) },
    { ...image, manifest: plain },
  ]) {
    assert.equal((await inspect(content, "linux/arm64")).imageDigest, content.manifest.digest);
  }
});

test("inspectImage() finds the wanted platform in an index, also where nobody says that it is one", async () => {
  const entries = [
    entry(attestation, { os: "unknown", architecture: "unknown" }),
    entry(arm, ARM64),
    entry(amd, AMD64),
  ];
  const index = indexOf(entries);
  const { digest } = index.manifest;
  const common = { digest, isHidden: false };
  assert.deepEqual(await inspect(index), { ...common, imageDigest: amd.manifest.digest, platform: "linux/amd64" });
  const found = { ...common, imageDigest: arm.manifest.digest, platform: "linux/arm64" };
  assert.deepEqual(await inspect(index, "linux/arm64"), found);
  // As the index does not spell it like that, Trivy would find none.
  assert.deepEqual(await inspect(index, "linux/arm64/v8"), { ...found, isHidden: true });
  const silent = jsonBlob("text/plain", { schemaVersion: 2, manifests: entries });
  assert.deepEqual(await inspect({ manifest: silent, blobs: [] }, "linux/arm64"), {
    ...found,
    digest: silent.digest,
    isHidden: true,
  });
});

test("inspectImage() passes over what is no image in an index, where others would take it", async () => {
  const [chart] = ARTIFACTS[0] ?? [];
  assert.ok(chart);
  for (const before of [
    entry(chart, AMD64),
    entry(chart),
    entry(chart, AMD64, { artifactType: "application/vnd.cncf.helm.config.v1+json" }),
    entry(attestation, AMD64, { annotations: { "vnd.docker.reference.type": "attestation-manifest" } }),
  ]) {
    const found = await inspect(indexOf([before, entry(amd, AMD64)]), undefined, [chart]);
    assert.deepEqual([found.imageDigest, found.isHidden], [amd.manifest.digest, true]);
  }
  const error = await catchScanError(() =>
    inspect(indexOf([entry(chart, AMD64), entry(arm, ARM64)]), undefined, [chart]),
  );
  assert.match(error.message, /it is a Helm chart/);
});

test("inspectImage() finds an image in an index of an index, and one without a platform where Trivy does", async () => {
  const inner = indexOf([entry(arm, ARM64), entry(amd, AMD64)]);
  for (const outer of [indexOf([entry(inner)]), indexOf([entry(arm, ARM64), entry(inner, AMD64)])]) {
    const found = await inspect(outer, undefined, [inner]);
    assert.deepEqual([found.imageDigest, found.platform, found.isHidden], [amd.manifest.digest, "linux/amd64", true]);
  }
  const silent = indexOf([entry(arm, ARM64), entry(amd)]);
  assert.deepEqual(await inspect(silent), {
    digest: silent.manifest.digest,
    imageDigest: amd.manifest.digest,
    platform: undefined,
    isHidden: false,
  });
});

test("inspectImage() takes the variant that is wanted, not the first of the architecture", async () => {
  const images = ["a", "b", "c"].map((a) => ociImage({ layers: [{ a }] }));
  const [v3, plain, v2] = images as [OciContent, OciContent, OciContent];
  const index = indexOf([
    entry(v3, { ...AMD64, variant: "v3" }),
    entry(plain, AMD64),
    entry(v2, { ...AMD64, variant: "v2" }),
  ]);
  const digestOf = async (platform?: string) => (await inspect(index, platform, images)).imageDigest;
  assert.equal(await digestOf(), plain.manifest.digest);
  assert.equal(await digestOf("linux/amd64/v1"), plain.manifest.digest);
  assert.equal(await digestOf("linux/amd64/v2"), v2.manifest.digest);
  const windows = indexOf([
    entry(v2, { os: "windows", architecture: "amd64", "os.version": "10.0.17763.5" }),
    entry(v3, { os: "windows", architecture: "amd64", "os.version": "10.0.20348.7" }),
  ]);
  const { imageDigest, isHidden } = await inspect(windows, "windows/amd64:10.0.20348.7", images);
  assert.deepEqual([imageDigest, isHidden], [v3.manifest.digest, false]);
});

test("an image that is there for other platforms is refused with their names, unless any will do", async () => {
  const only = indexOf([entry(attestation, { os: "unknown", architecture: "unknown" }), entry(arm, ARM64)]);
  const error = await catchScanError(() => inspect(only));
  assert.equal(error.code, "PLATFORM_NOT_FOUND");
  assert.match(error.message, /requested is linux\/amd64, available: linux\/arm64\)/);
  assert.match(error.hint ?? "", /the option `platform` of trivy to "linux\/arm64", or to "any"/);
  assert.equal((await inspect(only, "any")).imageDigest, arm.manifest.digest);
  const both = indexOf([entry(arm, ARM64), entry(amd, AMD64)]);
  assert.equal((await inspect(both, "any")).imageDigest, amd.manifest.digest);
  const v6 = indexOf([entry(arm, { os: "linux", architecture: "arm", variant: "v6" })]);
  assert.equal((await catchScanError(() => inspect(v6, "linux/arm/v7"))).code, "PLATFORM_NOT_FOUND");
});

test("other digests than sha256 are said where Trivy would read none of them, and passed by where it need not", async () => {
  const sha512 = (content: OciContent) => `sha512:${createHash("sha512").update(content.manifest.bytes).digest("hex")}`;
  const index = indexOf([{ ...entry(arm, ARM64), digest: sha512(arm) }, entry(amd, AMD64)]);
  const found = await inspect(index);
  assert.deepEqual([found.imageDigest, found.isHidden], [amd.manifest.digest, true]);
  const manifest = JSON.parse(String(image.manifest.bytes));
  const layers = [{ ...manifest.layers[0], digest: `sha512:${"a".repeat(128)}` }];
  const content = { manifest: jsonBlob(image.manifest.mediaType, { ...manifest, layers }), blobs: [] };
  const error = await catchScanError(() => inspect(content));
  assert.equal(error.code, "IMAGE_DIGESTS");
});

test("the digest that was told for a tag decides, unless the registry tells that of an image in the tag's index", async () => {
  const index = indexOf([entry(arm, ARM64), entry(amd, AMD64)]);
  await withRegistry(async ({ fake, client, name }) => {
    for (const [tag, content] of Object.entries({ amd, arm, old: image, 1: index })) fake.add("team/x", tag, content);
    const ask = (told: string) => client.inspectImage(name("team/x:1"), { told });
    assert.equal((await ask(index.manifest.digest)).imageDigest, amd.manifest.digest);
    assert.equal((await ask(image.manifest.digest)).imageDigest, image.manifest.digest, "the tag has moved");
    const gone = await client.inspectImage(name("team/x:gone"), { told: index.manifest.digest });
    assert.equal(gone.imageDigest, amd.manifest.digest, "the tag is gone");
    const moved = await ask(arm.manifest.digest);
    assert.equal(moved.imageDigest, arm.manifest.digest, "the tag was that image's, and is an index's now");
    const headers = { "content-type": index.manifest.mediaType, "docker-content-digest": arm.manifest.digest };
    fake.setIntercept(({ method }) => (method === "HEAD" ? { status: 200, headers } : undefined));
    const error = await catchScanError(() => ask(arm.manifest.digest));
    assert.equal(error.code, "REGISTRY_FALSE_DIGEST");
  });
});

test("schema 1, encrypted layers, an empty index, and what is two things at once are refused in words", async () => {
  const schema1 = "application/vnd.docker.distribution.manifest.v1+prettyjws";
  const two = { ...JSON.parse(String(image.manifest.bytes)), manifests: [entry(amd, AMD64)] };
  for (const [content, code, words] of [
    [
      { manifest: jsonBlob(schema1, { schemaVersion: 1, fsLayers: [], history: [] }), blobs: [] },
      "IMAGE_SCHEMA_1",
      /schema 1/,
    ],
    [
      artifact({ layers: ["application/vnd.oci.image.layer.v1.tar+gzip+encrypted"] }),
      "IMAGE_ENCRYPTED",
      /are encrypted/,
    ],
    [indexOf([]), "NOT_AN_IMAGE", /an index without an image/],
    [{ manifest: jsonBlob(image.manifest.mediaType, two), blobs: [] }, "REGISTRY_BAD_ANSWER", /it is not a manifest/],
    [{ manifest: jsonBlob(image.manifest.mediaType, []), blobs: [] }, "REGISTRY_BAD_ANSWER", /it is not a manifest/],
    [
      { manifest: blob("text/html", Buffer.from("<!DOCTYPE html><p>Log in")), blobs: [] },
      "REGISTRY_BAD_ANSWER",
      /a web page/,
    ],
    [indexOf(Array.from({ length: 2000 }, () => entry(amd, AMD64))), "IMAGE_INDEX", /names 2000 manifests/],
  ] as const) {
    const error = await catchScanError(() => inspect(content));
    assert.equal(error.code, code);
    assert.match(error.message, words);
  }
});

test("a signed manifest of schema 1 is called one: its digest is that of what was signed, and not of its bytes", async () => {
  const type = "application/vnd.docker.distribution.manifest.v1+prettyjws";
  const signed = jsonBlob(type, { schemaVersion: 1, fsLayers: [], history: [], signatures: [{ protected: "e30" }] });
  const digest = `sha256:${"5".repeat(64)}`;
  await withRegistry(async ({ fake, client, name }) => {
    fake.add("team/old", "1", { manifest: { ...signed, digest }, blobs: [] });
    for (const text of ["team/old:1", `team/old@${digest}`]) {
      const error = await catchScanError(() => client.inspectImage(name(text)));
      assert.equal(error.code, "IMAGE_SCHEMA_1", error.message);
    }
  });
});

test("a web page is no digest for HEAD, either", async () => {
  const page = blob("text/html; charset=utf-8", Buffer.from("<html>portal</html>"));
  await withRegistry(async ({ fake, client, name }) => {
    fake.add("team/page", "1", { manifest: page, blobs: [] });
    const error = await catchScanError(() => client.fetchDescriptor(name("team/page:1")));
    assert.deepEqual([error.code, /a web page/.test(error.message)], ["REGISTRY_BAD_ANSWER", true]);
  });
});

test("a type that says nothing of the manifest is none", async () => {
  await withRegistry(async ({ fake, client, name }) => {
    fake.add("team/plain", "1", { ...image, manifest: { ...image.manifest, mediaType: "text/plain" } });
    assert.equal((await client.fetchDescriptor(name("team/plain:1"))).mediaType, "");
  });
});

test.run();
