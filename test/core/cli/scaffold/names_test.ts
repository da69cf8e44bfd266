import assert from "node:assert/strict";
import { test } from "uvu";
import { parseNames } from "#core/cli/scaffold/mod.ts";
import { catchScanError } from "#support/scan_error.ts";

test("parseNames() takes a name with hyphens or underscores, or the package's", () => {
  const names = { kind: "sink", name: "my_pager", packageName: "hullscan-sink-my-pager" };
  for (const given of ["my_pager", "my-pager", "hullscan-sink-my-pager"]) {
    assert.deepEqual(parseNames("sink", given, []), names);
  }
});

test("parseNames() refuses what cannot be a name, and what means something else", async () => {
  for (const name of ["", "Pager", "9x", "a__b", "_a", "../x", "a/b", "a b", "a".repeat(61)]) {
    const error = await catchScanError(async () => parseNames("sink", name, []));
    assert.equal(error.code, "USAGE", name);
    assert.ok(error.message.includes(`"${name}" cannot be the name of a plugin`), error.message);
  }
  for (const name of ["slack", "findings"]) {
    const error = await catchScanError(async () => parseNames("processor", name, ["slack"]));
    assert.match(error.message, /means something in hullscan already/);
  }
});

test.run();
