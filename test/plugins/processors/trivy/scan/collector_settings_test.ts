import assert from "node:assert/strict";
import { test } from "uvu";
import { toCollectorSettings } from "../../../../../plugins/processors/trivy/scan/collector_settings.ts";

const GIB = 2 ** 30;

test("where there is much memory, Trivy collects garbage seldom; where there is little, as Go does by itself", () => {
  const byMemory = [64, 16, 15, 6, 5, 1].map((gib) => toCollectorSettings({ env: {}, availableBytes: gib * GIB }));
  const [often, seldom] = [{ GOGC: "200" }, { GOGC: "400" }];
  assert.deepEqual(byMemory, [seldom, seldom, often, often, {}, {}]);
});

test("what the user has set for Go stays as it is", () => {
  for (const env of [{ GOGC: "50" }, { GOMEMLIMIT: "512MiB" }]) {
    assert.deepEqual(toCollectorSettings({ env, availableBytes: 64 * GIB }), {});
  }
  assert.deepEqual(toCollectorSettings({ env: { GOGC: "" }, availableBytes: 64 * GIB }), { GOGC: "400" });
});

test.run();
