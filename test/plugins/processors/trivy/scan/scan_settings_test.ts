import assert from "node:assert/strict";
import { test } from "uvu";
import { type TrivyInput, trivyOptions } from "#plugins/processors/trivy/options.ts";
import { capabilitiesOfVersion } from "#plugins/processors/trivy/program/binary/capabilities.ts";
import { buildScanSettings } from "#plugins/processors/trivy/scan/scan_settings.ts";
import { catchScanError } from "#support/scan_error.ts";

async function build(options: TrivyInput, { version = "0.68.2" } = {}) {
  return buildScanSettings(trivyOptions.parse(options), capabilitiesOfVersion(version));
}

test("what this Trivy cannot do is an error that names all of it", async () => {
  const options: TrivyInput = { platform: "linux/arm64", scanners: ["license"] };
  const error = await catchScanError(() => build(options, { version: "0.30.0" }));
  assert.equal(error.code, "TRIVY_OPTION");
  assert.match(
    error.message,
    /0\.30\.0, does not support these options: scanners: \["license"\] needs 0\.31, platform needs 0\.33$/,
  );
});

test("a Trivy that is too old for what is looked for anyway gets a warning", async () => {
  const { shortfall, args } = await build({}, { version: "0.26.0" });
  assert.match(shortfall ?? "", /scanners: \["secret"\] needs 0\.27: continuing without$/);
  assert.deepEqual(args, []);
  assert.equal((await build({}, { version: "0.27.0" })).shortfall, undefined);
});

test("what accepts findings never reaches Trivy", async () => {
  const { args } = await build({ ignoreFile: "ignored", vex: ["a.json", "b.json"] });
  assert.deepEqual(args, []);
});

test("scans neither download checks nor ask for more when they are not to", async () => {
  assert.deepEqual((await build({})).variables, {});
  assert.deepEqual((await build({ scanners: ["misconfig"], offline: true })).variables, {
    TRIVY_SKIP_CHECK_UPDATE: "true",
    TRIVY_SKIP_POLICY_UPDATE: "true",
    TRIVY_OFFLINE_SCAN: "true",
  });
});

test.run();
