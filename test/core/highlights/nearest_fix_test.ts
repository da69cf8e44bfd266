import assert from "node:assert/strict";
import { test } from "uvu";
import { findNearestFix } from "#core/kit.ts";
import { makePackage } from "#support/outcomes.ts";

test("of fixed versions for several lines of releases, the first later one than what is installed is the nearest", () => {
  const nearest = (version: string, versions: readonly string[]) => {
    return findNearestFix({ package: makePackage({ version }), fix: { state: "fixed", versions } });
  };
  assert.equal(nearest("1.22.3", ["1.23.6, 1.22.12"]), "1.22.12");
  assert.equal(nearest("1.24.0", ["1.23.6", "1.22.12"]), "1.23.6");
  assert.equal(nearest("1", []), "");
});

test.run();
