import assert from "node:assert/strict";
import { test } from "uvu";
import { toShareKey } from "#plugins/lib/scanning/to_share_key.ts";
import { toPatch } from "#plugins/processors/trivy/report/to_patch.ts";
import { makeSecret, makeTarget, makeVulnerability } from "#support/outcomes.ts";

const IMAGE = "reg/app@sha256:1";
const findings = [
  makeVulnerability({ target: `${IMAGE} (debian 12.5)` }),
  makeVulnerability({ target: "usr/bin/tool" }),
  makeVulnerability({ target: `${IMAGE}2 (debian 12.5)` }),
  makeSecret("HIGH"),
];

test("toPatch() puts the target's own name where Trivy put that of the image that it scanned", () => {
  const scanDetails = { scanner: "trivy", attempts: 1 };
  const patch = toPatch(
    { result: { image: IMAGE, findings, scanDetails }, isShared: false },
    { name: "reg/app:1.0", image: IMAGE },
  );
  assert.deepEqual(
    patch.findings.map(({ target }) => target),
    ["reg/app:1.0 (debian 12.5)", "usr/bin/tool", `${IMAGE}2 (debian 12.5)`, "/app/.env"],
  );
  assert.deepEqual(patch.scanDetails, scanDetails);
});

test("toPatch() tells under which name a scan was made that was another target's", () => {
  const result = { image: IMAGE, findings, scanDetails: { scanner: "trivy" } };
  const patch = toPatch({ result, isShared: true }, { name: IMAGE, image: IMAGE });
  assert.equal(patch.findings, findings);
  assert.deepEqual(patch.scanDetails, { scanner: "trivy", scanned_as: IMAGE });
});

test("toPatch() says that a result is of an earlier run, and where it is kept", () => {
  const kept = { key: "abc", scannedAt: "2024-01-02T03:04:05.006Z" };
  const result = { image: "reg/old@sha256:1", findings, scanDetails: { scanner: "trivy" }, kept };
  const patch = toPatch({ result, isShared: false }, { name: "reg/app:1.0", image: IMAGE });
  assert.equal(patch.cached, true);
  assert.deepEqual(patch.scanDetails, {
    scanner: "trivy",
    scanned_as: "reg/old@sha256:1",
    cached: true,
    cache_key: "abc",
    scanned_at: "2024-01-02T03:04:05.006+00:00",
  });
});

test("toShareKey() is the same only for one digest, platform and severity level", () => {
  const target = makeTarget();
  const keys = [
    toShareKey({ target, data: { digest: "sha256:1" } }),
    toShareKey({ target, data: { digest: "sha256:2" } }),
    toShareKey({ target: makeTarget({ minSeverity: "UNKNOWN" }), data: { digest: "sha256:1" } }),
    toShareKey({ target, data: { digest: "sha256:1", platform: "linux/arm64" } }),
  ];
  assert.equal(new Set(keys).size, keys.length);
  const other = makeTarget({ id: "image:other", image: "other" });
  assert.equal(toShareKey({ target: other, data: { digest: "sha256:1" } }), keys[0]);
  // Whoever set the digest did not say what it is the digest of: then the platform that is asked for counts.
  const wanted = makeTarget({ platform: "linux/arm64" });
  assert.equal(toShareKey({ target: wanted, data: { digest: "sha256:1" } }), keys[3]);
  assert.equal(toShareKey({ target, data: {} }), undefined);
});

test.run();
