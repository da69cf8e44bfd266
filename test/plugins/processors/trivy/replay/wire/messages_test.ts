import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "uvu";
import {
  readMissingBlobs,
  readPutArtifact,
  readPutBlob,
  writeMissingBlobs,
} from "#plugins/processors/trivy/replay/wire/cache_messages.ts";
import { readScanRequest } from "#plugins/processors/trivy/replay/wire/scan_request.ts";
import { decode, encode } from "../../support/proto_codec.ts";
import { MISSING_ANSWER, MISSING_REQUEST, SCAN_REQUEST } from "../../support/trivy_messages.ts";

const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 300 });

test("writeMissingBlobs() writes what another codec reads", () => {
  fc.assert(
    fc.property(text, fc.array(text, { minLength: 1 }), (artifactId, blobIds) => {
      const bytes = writeMissingBlobs({ artifactId, blobIds });
      assert.deepEqual(decode(MISSING_REQUEST, bytes), { artifact_id: artifactId, blob_ids: blobIds });
      assert.deepEqual(bytes, encode(MISSING_REQUEST, { artifact_id: artifactId, blob_ids: blobIds }));
    }),
  );
});

test("readMissingBlobs() reads what is missing; no bytes mean nothing", () => {
  assert.deepEqual(readMissingBlobs(Buffer.alloc(0)), { isArtifactMissing: false, blobIds: [] });
  const bytes = encode(MISSING_ANSWER, { missing_artifact: true, missing_blob_ids: ["sha256:1", "sha256:2"] });
  assert.deepEqual(readMissingBlobs(bytes), { isArtifactMissing: true, blobIds: ["sha256:1", "sha256:2"] });
  assert.throws(() => readMissingBlobs(encode({ other: [9, "bool"] }, { other: true })), /no such field is known/);
});

test("readScanRequest() reads what is asked for, whatever else is asked", () => {
  const bytes = encode(SCAN_REQUEST, {
    target: "registry.example.com/app:1",
    artifact_id: "sha256:a",
    blob_ids: ["sha256:1", "sha256:2"],
    options: {
      pkg_types: ["os", "library"],
      scanners: ["vuln", "secret", "sbom"],
      license_categories: [{ key: "notice", value: { names: ["MIT", "ISC"] } }],
      pkg_relationships: ["direct"],
      vuln_severity_sources: ["auto"],
    },
  });
  assert.deepEqual(readScanRequest(Buffer.concat([bytes, encode({ more: [50, "string"] }, { more: "new" })])), {
    target: "registry.example.com/app:1",
    artifactId: "sha256:a",
    blobIds: ["sha256:1", "sha256:2"],
    packageTypes: ["os", "library"],
    scanners: ["vuln", "secret", "sbom"],
  });
});

test("readPutBlob() and readPutArtifact() read only what something is about", () => {
  const put = encode(
    { id: [1, "string"], info: [3, { version: [1, "integer"] }] },
    { id: "sha256:1", info: { version: 2 } },
  );
  assert.deepEqual(readPutBlob(put), { blobId: "sha256:1" });
  assert.deepEqual(readPutArtifact(put), { artifactId: "sha256:1" });
  assert.throws(() => readPutBlob(put.subarray(0, put.length - 1)), /do not fit/);
});

test.run();
