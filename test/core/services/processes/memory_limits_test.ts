import assert from "node:assert/strict";
import { constants } from "node:buffer";
import { test } from "uvu";
import { formatMegabytes, memoryLimits } from "#core/services/mod.ts";

const GB = 1_000_000_000;

test("memoryLimits() allows more with more memory and less with more lanes, and never more than a text may have", () => {
  const small = memoryLimits(2, GB);
  assert.ok(memoryLimits(2, 2 * GB).maxBytes > small.maxBytes && memoryLimits(8, GB).maxBytes < small.maxBytes);
  assert.ok(memoryLimits(2, 2 * GB).maxFindings > small.maxFindings);
  assert.ok(memoryLimits(8, GB).maxFindings < small.maxFindings);
  assert.equal(memoryLimits(1, 1000 * GB).maxBytes, constants.MAX_STRING_LENGTH);
  assert.ok(memoryLimits(1024, 4 * GB).maxBytes > 50_000_000, "a large image is still scanned with many lanes");
});

test("formatMegabytes() never says 0", () => {
  assert.deepEqual([1, 1_000_000, 1_000_001].map(formatMegabytes), ["1 MB", "1 MB", "2 MB"]);
});

test.run();
