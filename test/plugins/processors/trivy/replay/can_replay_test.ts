import assert from "node:assert/strict";
import { test } from "uvu";
import { capabilitiesOfVersion } from "#plugins/processors/trivy/program/binary/capabilities.ts";
import { findReplayObstacle } from "#plugins/processors/trivy/replay/can_replay.ts";

const basis = {
  options: { scanners: ["vuln" as const, "secret" as const] },
  usesServer: true,
  capabilities: capabilitiesOfVersion("0.68.2"),
};

test("images may be matched again where vulnerabilities, and secrets at most, are looked for with a server", () => {
  assert.equal(findReplayObstacle(basis), undefined);
  assert.equal(findReplayObstacle({ ...basis, options: { scanners: ["vuln"] } }), undefined);
  assert.equal(findReplayObstacle({ ...basis, capabilities: capabilitiesOfVersion("0.60.0") }), undefined);
});

test("why they may not is said in words", () => {
  for (const version of ["0.40.0", "0.44.1", "0.59.1"]) {
    const reason = findReplayObstacle({ ...basis, capabilities: capabilitiesOfVersion(version) });
    assert.equal(reason, "this Trivy is older than 0.60");
  }
  assert.match(findReplayObstacle({ ...basis, usesServer: false }) ?? "", /without a server/);
  assert.match(findReplayObstacle({ ...basis, options: { scanners: ["vuln", "misconfig"] } }) ?? "", /"misconfig"/);
  assert.match(findReplayObstacle({ ...basis, options: { scanners: ["license", "vuln"] } }) ?? "", /"license"/);
  assert.match(findReplayObstacle({ ...basis, options: { scanners: ["secret"] } }) ?? "", /no vulnerabilities/);
});

test.run();
