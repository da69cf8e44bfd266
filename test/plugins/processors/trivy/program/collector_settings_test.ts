import assert from "node:assert/strict";
import { test } from "uvu";
import { buildCollectorSettings } from "#plugins/processors/trivy/program/collector_settings.ts";

const GIB = 2 ** 30;

test("where there is much memory, Trivy collects garbage seldom, up to a part of it; else as Go does by itself", () => {
  const byMemory = [64, 16, 15, 1].map((gib) => buildCollectorSettings({ env: {}, availableBytes: gib * GIB }));
  const [large, small] = [8 * GIB, 2 * GIB].map((limit) => ({ GOGC: "400", GOMEMLIMIT: String(limit) }));
  assert.deepEqual(byMemory, [large, small, {}, {}]);
});

test("what the user has set for Go stays as it is", () => {
  for (const env of [{ GOGC: "50" }, { GOMEMLIMIT: "512MiB" }]) {
    assert.deepEqual(buildCollectorSettings({ env, availableBytes: 64 * GIB }), {});
  }
  assert.equal(buildCollectorSettings({ env: { GOGC: "" }, availableBytes: 64 * GIB }).GOGC, "400");
});

test.run();
