import assert from "node:assert/strict";
import { test } from "uvu";
import { compareVersions } from "#core/highlights/compare_versions.ts";

test("later versions are later, whoever numbers them", () => {
  const ascending = [
    ["1.9", "1.10"],
    ["2.36-9", "2.36-9+deb12u3"],
    ["1.0~rc1", "1.0"],
    ["8.0.0-alpha.4", "8.0.0"],
    ["8.0.0-alpha.4", "8.0.0-beta.1"],
    ["9.9", "1:0.1"],
    ["v1.2.3", "1.2.4"],
    ["1.1.1k", "1.1.1n"],
    ["3.0.7-r0", "3.0.7-r2"],
    ["5.3.9", "5.3.10.RELEASE"],
  ] as const;
  for (const [earlier, later] of ascending) {
    assert.ok(compareVersions(earlier, later) < 0, `${earlier} < ${later}`);
    assert.ok(compareVersions(later, earlier) > 0, `${later} > ${earlier}`);
  }
  assert.equal(compareVersions("0:1.2", "1.2"), 0);
});

test.run();
