import assert from "node:assert/strict";
import { test } from "uvu";
import { trivyOptions } from "#plugins/processors/trivy/options.ts";
import { pickFindingsOptions } from "#plugins/processors/trivy/scan/findings_options.ts";

test("pickFindingsOptions() leaves out what findings do not depend on", () => {
  const elsewhere = { binary: "/other/trivy", cacheDir: "/elsewhere", timeout: "1h", retries: 0, strict: true };
  assert.deepEqual(pickFindingsOptions(trivyOptions.parse(elsewhere)), pickFindingsOptions(trivyOptions.parse({})));
});

test("pickFindingsOptions() keeps every other option, also one that it does not know, in one order", () => {
  const found = pickFindingsOptions({ skipFiles: ["a"], timeout: "1m", ignoreUnfixed: true });
  assert.deepEqual(found, [
    ["ignoreUnfixed", true],
    ["skipFiles", ["a"]],
  ]);
});

test.run();
