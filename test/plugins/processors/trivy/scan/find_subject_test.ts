/** Where the registry does not show what is behind a name, some names still go to Trivy, and some do not. */
import assert from "node:assert/strict";
import { test } from "uvu";
import type { ScanData } from "#core/mod.ts";
import { fakeTarget } from "#core/testing/mod.ts";
import { registryError } from "#plugins/lib/clients/registry/errors.ts";
import { createFindSubject } from "#plugins/processors/trivy/scan/find_subject.ts";
import { catchScanError } from "#support/scan_error.ts";

const DIGEST = `sha256:${"1".repeat(64)}` as const;
const IMAGE = "registry.example/team/app:1";
const LOOKED_UP = `registry.example/team/app@${DIGEST}`;

/** Looks for what to scan at a registry that answers each GET of a manifest with an error. */
async function find(failure: Error, image: string, data: Partial<ScanData>) {
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  const openRegistry = async () => ({
    inspectImage: () => Promise.reject(failure),
    ping: () => Promise.resolve(undefined),
  });
  const findSubject = createFindSubject({ openRegistry, log: silent, signal: new AbortController().signal });
  return findSubject({ image, sources: ["remote"], record: { target: fakeTarget({ image: IMAGE }), data } });
}

for (const code of ["REGISTRY_AUTH", "REGISTRY_BAD_ANSWER"] as const) {
  const failure = () => registryError(code, { doing: `look at "${IMAGE}"`, reason: "no" });

  test(`an image whose digest the registry tells, and not its manifest (${code}), is not scanned unseen`, async () => {
    const error = await catchScanError(() =>
      find(failure(), LOOKED_UP, { image: { reference: LOOKED_UP, digest: DIGEST, source: "registry" } }),
    );
    assert.equal(error.code, code);
  });

  test(`where the registry has told nothing (${code}), Trivy may have another login`, async () => {
    const subject = await find(failure(), IMAGE, {});
    assert.deepEqual([subject.image, subject.unresolved?.code], [IMAGE, code]);
  });
}

test.run();
