import assert from "node:assert/strict";
import { test } from "uvu";
import { trivyOptions } from "#plugins/processors/trivy/options.ts";
import { toFindingsOptions } from "#plugins/processors/trivy/scan/findings_options.ts";

test("toFindingsOptions() leaves out what findings do not depend on", () => {
  const elsewhere = { binary: "/other/trivy", cacheDir: "/elsewhere", timeout: "1h", retries: 0, strict: true };
  assert.deepEqual(toFindingsOptions(trivyOptions.parse(elsewhere)), toFindingsOptions(trivyOptions.parse({})));
});

test("toFindingsOptions() keeps every other option, also one that it does not know, in one order", () => {
  const found = toFindingsOptions({ skipFiles: ["a"], timeout: "1m", ignoreUnfixed: true });
  assert.deepEqual(found, [
    ["ignoreUnfixed", true],
    ["skipFiles", ["a"]],
  ]);
});

test.run();
