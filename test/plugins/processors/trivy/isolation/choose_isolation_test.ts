import assert from "node:assert/strict";
import { test } from "uvu";
import { chooseIsolation } from "#plugins/processors/trivy/isolation/choose_isolation.ts";
import type { TrivyOptions } from "#plugins/processors/trivy/options.ts";
import { capabilitiesOfHelp, capabilitiesOfVersion } from "#plugins/processors/trivy/program/binary/capabilities.ts";
import { catchScanError } from "#support/scan_error.ts";

function choose(
  parallel: TrivyOptions["parallel"],
  version: string,
  scanners: TrivyOptions["scanners"] = ["vuln", "secret"],
) {
  return chooseIsolation({ parallel, scanners }, capabilitiesOfVersion(version));
}

test("secrets are not looked for through a server that loses those of an image's config", async () => {
  const auto = (version: string) => choose("auto", version);
  assert.deepEqual(["0.60.0", "0.46.1"].map(auto), ["server", "server"]);
  assert.deepEqual(["0.47.0", "0.52.2", "0.59.1"].map(auto), ["isolated", "isolated", "isolated"]);
  assert.equal(choose("auto", "0.52.2", ["vuln"]), "server");
  const error = await catchScanError(() => choose("server", "0.59.1"));
  assert.equal(error.code, "TRIVY_PARALLEL");
  assert.match(error.message, /needs Trivy 0\.60, with secrets, or later; this one is 0\.59\.1/);
  assert.equal(choose("server", "0.59.1", ["vuln"]), "server");
});

test("a build without a number takes no server for secrets unless it is certainly one that finds them all", async () => {
  const of = (...flags: string[]) =>
    chooseIsolation(
      { parallel: "auto", scanners: ["secret"] },
      capabilitiesOfHelp(["--server", "--scanners", ...flags].map((flag) => `      ${flag} string   words`).join("\n")),
    );
  assert.equal(of("--table-mode"), "server");
  assert.equal(of("--parallel"), "isolated");
  assert.equal(of(), "isolated");
});

test("auto takes a server where Trivy has one, and else what loses no image", () => {
  const auto = (version: string) => choose("auto", version);
  assert.deepEqual(["0.70.0", "0.68.2", "0.44.1", "0.40.0"].map(auto), ["server", "server", "server", "server"]);
  assert.equal(auto("0.29.2"), "isolated");
  assert.equal(
    chooseIsolation({ parallel: "auto", scanners: ["vuln"] }, { ...capabilitiesOfVersion("0.70.0"), server: false }),
    "memory",
  );
});

test("an option that this Trivy can fulfil is taken, another is refused", async () => {
  for (const parallel of ["server", "memory", "isolated", "serial"] as const) {
    assert.equal(choose(parallel, "0.68.0"), parallel);
  }
  for (const parallel of ["server", "memory"] as const) {
    const error = await catchScanError(() => choose(parallel, "0.39.0"));
    assert.equal(error.code, "TRIVY_PARALLEL");
    assert.match(error.message, new RegExp(parallel));
  }
});

test("licences are not asked of a server that would lose them", async () => {
  assert.equal(choose("auto", "0.54.1", ["license"]), "isolated");
  assert.equal(choose("auto", "0.55.0", ["license"]), "server");
  const error = await catchScanError(() => choose("server", "0.54.1", ["vuln", "license"]));
  assert.equal(error.code, "TRIVY_PARALLEL");
  assert.match(error.message, /needs Trivy 0\.55, with licences, or later; this one is 0\.54\.1/);
});

test.run();
