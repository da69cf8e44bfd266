import assert from "node:assert/strict";
import { test } from "uvu";
import { fakeScan } from "#core/testing/mod.ts";
import { toElement } from "#plugins/lib/formats/mod.ts";
import { makeDone, makeFailed, makeSkipped } from "#support/outcomes.ts";

test("toElement() adds one key with the details on request", () => {
  const times = { duration_ms: 2244, started_at: "2024-01-02T03:04:05.006+00:00", pipeline: "remote" };
  const outcome = makeDone([]);
  const scan = fakeScan({ origin: "cache", cacheKey: "abc", database: { builtAt: "2024-01-02T00:00:00.000Z" } });
  const os = { family: "debian", version: "12.5", isEndOfLife: false };
  const image = { reference: "nginx:1.27", digest: "sha256:1", imageId: "sha256:2", source: "docker or registry", os };
  const facts = {
    ...{ scanner: "fake", scanner_version: "1.0.0", db_updated_at: "2024-01-02T00:00:00.000Z", attempts: 1 },
    ...{ cached: true, cache_key: "abc", scanned_at: "2024-01-02T03:04:07.000+00:00" },
    ...{ digest: "sha256:1", image_source: "docker or remote", image_id: "sha256:2" },
    ...{ os: "debian 12.5", end_of_life: false },
  };
  const detailed = toElement({ ...outcome, data: { findings: [], image, scans: [scan] } }, { details: true });
  assert.deepEqual(detailed, { ...toElement(outcome, { details: false }), scan_details: { ...times, ...facts } });
  assert.deepEqual(toElement(makeSkipped(), { details: true }).scan_details, times);
  assert.deepEqual(toElement(makeFailed(), { details: true }).scan_details, {
    ...times,
    code: "IMAGE_NOT_FOUND",
    hint: "Check the name",
  });
});

test("toElement() says that an image was matched again, and not scanned", () => {
  const scan = fakeScan({ origin: "rematch", attempts: 0 });
  const element = toElement({ ...makeDone([]), data: { findings: [], scans: [scan] } }, { details: true });
  const { scan_details: details } = JSON.parse(JSON.stringify(element));
  assert.deepEqual([details.rematched, details.attempts, details.cached], [true, 0, undefined]);
});

test("toElement() puts a second scanner's name in front of what it says otherwise", () => {
  const other = fakeScan({ scanner: { name: "other", version: "1.0.0" }, attempts: 2 });
  const outcome = { ...makeDone([]), data: { findings: [], scans: [fakeScan(), other] } };
  const { scan_details: details } = toElement(outcome, { details: true });
  const { scanner, attempts, other_scanner, other_attempts, other_scanner_version } = details as Record<
    string,
    unknown
  >;
  assert.deepEqual([scanner, attempts, other_scanner, other_attempts], ["fake", 1, "other", 2]);
  assert.equal(other_scanner_version, undefined);
});

test.run();
