import assert from "node:assert/strict";
import { test } from "uvu";
import { capabilitiesOfVersion } from "../../../../../plugins/processors/trivy/binary/capabilities.ts";
import { chooseIsolation } from "../../../../../plugins/processors/trivy/scan/choose_lanes.ts";
import { catchScanError } from "../../../../support/scan_error.ts";

test("auto takes a server where Trivy has one, and else what loses no image", () => {
  const auto = (version: string) => chooseIsolation("auto", capabilitiesOfVersion(version));
  assert.deepEqual(["0.70.0", "0.68.2", "0.44.1", "0.40.0"].map(auto), ["server", "server", "server", "server"]);
  assert.equal(auto("0.29.2"), "isolated");
  assert.equal(chooseIsolation("auto", { ...capabilitiesOfVersion("0.70.0"), server: false }), "memory");
});

test("an option that this Trivy can fulfil is taken, another is refused", async () => {
  for (const parallel of ["server", "memory", "isolated", "serial"] as const) {
    assert.equal(chooseIsolation(parallel, capabilitiesOfVersion("0.68.0")), parallel);
  }
  for (const parallel of ["server", "memory"] as const) {
    const error = await catchScanError(() => chooseIsolation(parallel, capabilitiesOfVersion("0.39.0")));
    assert.equal(error.code, "TRIVY_PARALLEL");
    assert.match(error.message, new RegExp(parallel));
  }
});

test.run();
