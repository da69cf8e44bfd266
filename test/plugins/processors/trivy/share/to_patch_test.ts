import assert from "node:assert/strict";
import { test } from "uvu";
import { toPatch } from "../../../../../plugins/processors/trivy/share/to_patch.ts";
import { toShareKey } from "../../../../../plugins/processors/trivy/share/to_share_key.ts";
import { makeSecret, makeTarget, makeVulnerability } from "../../../../support/outcomes.ts";

const IMAGE = "reg/app@sha256:1";
const findings = [
  makeVulnerability({ target: `${IMAGE} (debian 12.5)` }),
  makeVulnerability({ target: "usr/bin/tool" }),
  makeVulnerability({ target: `${IMAGE}2 (debian 12.5)` }),
  makeSecret("HIGH"),
];

test("toPatch() puts the target's own name where Trivy put that of the image that it scanned", () => {
  const scanDetails = { scanner: "trivy", attempts: 1 };
  const patch = toPatch({ result: { image: IMAGE, findings, scanDetails }, isShared: false }, "reg/app:1.0");
  assert.deepEqual(
    patch.findings.map(({ target }) => target),
    ["reg/app:1.0 (debian 12.5)", "usr/bin/tool", `${IMAGE}2 (debian 12.5)`, "/app/.env"],
  );
  assert.deepEqual(patch.scanDetails, scanDetails);
});

test("toPatch() tells under which name a scan was made that was another target's", () => {
  const result = { image: IMAGE, findings, scanDetails: { scanner: "trivy" } };
  const patch = toPatch({ result, isShared: true }, IMAGE);
  assert.equal(patch.findings, findings);
  assert.deepEqual(patch.scanDetails, { scanner: "trivy", scanned_as: IMAGE });
});

test("toShareKey() is the same only for one digest, platform and severity level", () => {
  const target = makeTarget();
  const keys = [
    toShareKey({ target, data: { digest: "sha256:1" } }),
    toShareKey({ target, data: { digest: "sha256:2" } }),
    toShareKey({ target: makeTarget({ severityLevel: 1 }), data: { digest: "sha256:1" } }),
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
