import assert from "node:assert/strict";
import { test } from "uvu";
import { isCached } from "#core/kit.ts";
import type { ImageFacts } from "#core/mod.ts";
import { fakeScan } from "#core/testing/mod.ts";
import { buildShareKey } from "#plugins/lib/scanning/result_key.ts";
import { toPatch } from "#plugins/processors/trivy/report/to_patch.ts";
import { makePackage, makeSecret, makeTarget, makeVulnerability } from "#support/outcomes.ts";

const IMAGE = "reg/app@sha256:1";
const findings = [
  makeVulnerability({ raw: { Target: `${IMAGE} (debian 12.5)` } }),
  makeVulnerability({ raw: { Target: "usr/bin/tool" } }),
  makeVulnerability({ raw: { Target: `${IMAGE}2 (debian 12.5)` } }),
  makeSecret("HIGH"),
];

const facts = { reference: IMAGE, source: "registry" };

test("toPatch() puts the target's own name where Trivy put that of the image that it scanned", () => {
  const scan = fakeScan();
  const patch = toPatch(
    { result: { image: facts, findings, scan }, isShared: false },
    { name: "reg/app:1.0", image: IMAGE },
  );
  assert.deepEqual(
    patch.findings.map(({ raw }) => raw?.Target),
    ["reg/app:1.0 (debian 12.5)", "usr/bin/tool", `${IMAGE}2 (debian 12.5)`, undefined],
  );
  assert.deepEqual([patch.image, patch.scans], [facts, [scan]]);
});

test("toPatch() hands on the packages of a result, and has none where nobody listed them", () => {
  const [result, names] = [
    { image: facts, findings, scan: fakeScan() },
    { name: IMAGE, image: IMAGE },
  ];
  const packages = [makePackage()];
  assert.equal(toPatch({ result: { ...result, packages }, isShared: false }, names).packages, packages);
  assert.equal("packages" in toPatch({ result, isShared: false }, names), false);
});

test("toPatch() tells under which name a scan was made that was another target's", () => {
  const patch = toPatch(
    { result: { image: facts, findings, scan: fakeScan() }, isShared: true },
    { name: IMAGE, image: IMAGE },
  );
  assert.equal(patch.findings, findings);
  assert.deepEqual(patch.scans, [fakeScan({ scannedAs: IMAGE })]);
});

test("toPatch() says that a result is of an earlier run, under which name, and is about the target's own image", () => {
  const scan = fakeScan({ origin: "cache", cacheKey: "abc" });
  const image = { reference: "reg/old@sha256:1", digest: "sha256:1", source: "registry" };
  const patch = toPatch({ result: { image, findings, scan }, isShared: false }, { name: "reg/app:1.0", image: IMAGE });
  assert.equal(isCached(patch), true);
  assert.deepEqual(patch.scans, [{ ...scan, scannedAs: "reg/old@sha256:1" }]);
  assert.deepEqual(patch.image, { ...image, reference: IMAGE });
});

const known = (fields: Partial<ImageFacts>) => ({ image: { ...facts, ...fields } });

test("buildShareKey() is the same only for one digest, platform and severity level", () => {
  const target = makeTarget();
  const keys = [
    buildShareKey({ target, data: known({ digest: "sha256:1" }) }),
    buildShareKey({ target, data: known({ digest: "sha256:2" }) }),
    buildShareKey({ target: makeTarget({ minSeverity: "UNKNOWN" }), data: known({ digest: "sha256:1" }) }),
    buildShareKey({ target, data: known({ digest: "sha256:1", platform: "linux/arm64" }) }),
  ];
  assert.equal(new Set(keys).size, keys.length);
  const other = makeTarget({ id: "image:other", image: "other" });
  assert.equal(buildShareKey({ target: other, data: known({ digest: "sha256:1" }) }), keys[0]);
  // Whoever set the digest did not say what it is the digest of: then the platform that is asked for counts.
  const wanted = makeTarget({ platform: "linux/arm64" });
  assert.equal(buildShareKey({ target: wanted, data: known({ digest: "sha256:1" }) }), keys[3]);
  assert.equal(buildShareKey({ target, data: {} }), undefined);
  assert.equal(buildShareKey({ target, data: known({}) }), undefined);
  assert.equal(buildShareKey({ target, data: known({ imageId: "sha256:1" }) }), keys[0]);
});

test.run();
