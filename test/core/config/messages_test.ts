/** What a config's mistakes are answered with. */
import assert from "node:assert/strict";
import { test } from "uvu";
import { defineSource, isScanError, resolveConfig, type ScanConfig } from "../../../core/mod.ts";

const plain = defineSource({ name: "plain", setup: () => ({ targets: () => [] }) });

async function problemsOf(config: unknown): Promise<readonly string[]> {
  try {
    await resolveConfig(config as ScanConfig, { path: "scan.config.ts" });
    return [];
  } catch (error) {
    assert.ok(isScanError(error) && error.usage, String(error));
    return (error.problems ?? []).map(({ message, hint }) => (hint === undefined ? message : `${message} | ${hint}`));
  }
}

test("failOn takes what --fail-on takes: names in any case, and levels", async () => {
  for (const [failOn, severity] of [
    ["high", "HIGH"],
    ["Critical", "CRITICAL"],
    [5, "CRITICAL"],
    ["2", "LOW"],
  ] as const) {
    const resolved = await resolveConfig({ sources: [plain()], failOn } as ScanConfig);
    assert.equal(resolved.failOn, severity);
  }
  for (const failOn of [0, 6, true, ["HIGH"]]) {
    assert.match((await problemsOf({ sources: [plain()], failOn })).join(), /^failOn: expected one of/);
  }
});

test.run();
