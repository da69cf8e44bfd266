import assert from "node:assert/strict";
import { test } from "uvu";
import type { DtrReview } from "#plugins/lib/clients/dtr/mod.ts";
import { toElement } from "#plugins/lib/formats/mod.ts";
import { makeDone, makeSkipped } from "#support/outcomes.ts";

test("toElement() tells what the review of a tag came to, and claims no scan where there was none", () => {
  const dtr: DtrReview = {
    namespace: "dev",
    repository: "api",
    tag: "1.0",
    digest: null,
    os: "linux",
    architecture: "amd64",
    lastScanStatus: 6,
    checkCompletedAt: "2024-01-02T03:04:05.123456789Z",
    shouldRescan: true,
    ageDays: 3,
    decision: "scan",
    reason: "should_rescan is true",
    requested: true,
  };
  const image = "dtr.example.com/dev/api:1.0";
  const common = { scan_timestamp: "2024-01-02T03:04:07.250+00:00", scan_type: "dtr", dtr };
  const done = { ...makeDone([], { kind: "dtr-tag", image, platform: "linux/amd64" }), data: { dtr } };
  assert.deepEqual(toElement(done, { details: false }), { image, ...common });
  const skipped = { ...makeSkipped({ kind: "dtr-tag", image, platform: "linux/amd64" }), data: { dtr } };
  assert.deepEqual(toElement(skipped, { details: false }), { image, skipped: "up to date", ...common });
});

test.run();
