import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import { test } from "uvu";
import { ociArtifact } from "#demo/oci_artifact.ts";
import { type Blob, type OciContent, sha256 } from "#demo/oci_content.ts";
import { ociImage, packLayer } from "#demo/oci_image.ts";

const BASE = { "etc/os-release": "ID=debian\n" };

function parse({ bytes }: Blob) {
  return JSON.parse(Buffer.from(bytes).toString());
}

function assertSound({ manifest, blobs }: OciContent): void {
  const { config, layers } = parse(manifest);
  assert.equal(manifest.digest, sha256(manifest.bytes));
  const pointedAt = [config, ...layers].map(({ mediaType, digest, size }) => ({ mediaType, digest, size }));
  assert.deepEqual(
    pointedAt,
    blobs.map(({ mediaType, bytes }) => ({ mediaType, digest: sha256(bytes), size: bytes.length })),
  );
}

test("ociImage() names config, layers and their unpacked content by their digests", () => {
  const image = ociImage({ layers: [BASE, { "app/a": "1" }], architecture: "arm64" });
  assertSound(image);
  const [config, ...layers] = image.blobs;
  assert.ok(config);
  const { os, architecture, rootfs, history } = parse(config);
  assert.deepEqual([os, architecture, history.length], ["linux", "arm64", 2]);
  assert.deepEqual(
    rootfs.diff_ids,
    layers.map(({ bytes }) => sha256(gunzipSync(bytes))),
  );
});

test("ociImage() takes a layer that is packed already as it is", () => {
  const base = packLayer(Buffer.from("a tar archive"));
  const image = ociImage({ layers: [base, { a: "1" }] });
  assertSound(image);
  const [config, first] = image.blobs;
  assert.ok(config);
  assert.equal(first, base.blob);
  assert.equal(parse(config).rootfs.diff_ids[0], sha256(Buffer.from("a tar archive")));
});

test("ociImage() gives equal layers equal digests, so that images share them", () => {
  const [first, second] = [ociImage({ layers: [BASE] }), ociImage({ layers: [BASE, { a: "1" }] })];
  assert.equal(first.blobs[1]?.digest, second.blobs[1]?.digest);
  assert.notEqual(first.manifest.digest, second.manifest.digest);
  assert.deepEqual(ociImage({ layers: [BASE] }), first);
});

test("ociImage() writes Docker's media types when asked to", () => {
  const image = ociImage({ layers: [BASE], format: "docker" });
  assertSound(image);
  assert.equal(parse(image.manifest).mediaType, "application/vnd.docker.distribution.manifest.v2+json");
  for (const { mediaType } of image.blobs) assert.match(mediaType, /^application\/vnd\.docker\./);
});

test("ociArtifact() has one layer, which carries its file name", () => {
  const artifact = ociArtifact({
    content: Buffer.from("x"),
    title: "db.tar.gz",
    layerType: "a/layer",
    configType: "a/config",
  });
  assertSound(artifact);
  const { layers, config } = parse(artifact.manifest);
  assert.deepEqual([layers.length, config.mediaType], [1, "a/config"]);
  assert.deepEqual(layers[0].annotations, { "org.opencontainers.image.title": "db.tar.gz" });
});

test.run();
