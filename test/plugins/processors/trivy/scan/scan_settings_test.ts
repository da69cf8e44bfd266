import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { type TrivyInput, trivyOptions } from "#plugins/processors/trivy/options.ts";
import { capabilitiesOfVersion } from "#plugins/processors/trivy/program/binary/capabilities.ts";
import { loadScanSettings } from "#plugins/processors/trivy/scan/scan_settings.ts";
import { catchScanError } from "#support/scan_error.ts";
import { inTempFolder } from "#support/temp_folder.ts";

function load(options: TrivyInput, { cwd = "/", version = "0.68.2" }) {
  return loadScanSettings(trivyOptions.parse(options), { cwd, capabilities: capabilitiesOfVersion(version) });
}

test("files are named in full: Trivy runs somewhere else", () =>
  inTempFolder(async (cwd) => {
    await mkdir(join(cwd, "conf"));
    await writeFile(join(cwd, "conf", "ignore"), "CVE-1\n");
    await writeFile(join(cwd, "vex.json"), '{"@context":"https://openvex.dev/ns/v0.2.0"}');
    const { args } = await load({ ignoreFile: "conf/ignore", vex: "./vex.json" }, { cwd });
    assert.deepEqual(args, ["--ignorefile", join(cwd, "conf", "ignore"), "--vex", join(cwd, "vex.json")]);
  }));

test("a file that is not there, or is none, is told with its option before any scan", () =>
  inTempFolder(async (cwd) => {
    const missing = await catchScanError(() => load({ ignoreFile: "gone" }, { cwd }));
    assert.equal(missing.code, "TRIVY_OPTION_FILE");
    assert.equal(
      missing.message,
      `The option ignoreFile names "${join(cwd, "gone")}", which cannot be read: there is no such file`,
    );
    assert.equal(missing.usage, true);
    const folder = await catchScanError(() => load({ vex: ["."] }, { cwd }));
    assert.match(folder.message, /^The option vex names .* it is not a file$/);
  }));

test("what this Trivy cannot do is an error that names all of it", async () => {
  const options: TrivyInput = { platform: "linux/arm64", scanners: ["license"] };
  const error = await catchScanError(() => load(options, { version: "0.30.0" }));
  assert.equal(error.code, "TRIVY_OPTION");
  assert.match(
    error.message,
    /0\.30\.0, does not support these options: scanners: \["license"\] needs 0\.31, platform needs 0\.33$/,
  );
});

test("a Trivy that is too old for what is looked for anyway gets a warning", async () => {
  const { shortfall, args } = await load({}, { version: "0.26.0" });
  assert.match(shortfall ?? "", /scanners: \["secret"\] needs 0\.27: continuing without$/);
  assert.deepEqual(args, []);
  assert.equal((await load({}, { version: "0.27.0" })).shortfall, undefined);
});

test("scans neither download checks nor ask for more when they are not to", async () => {
  assert.deepEqual((await load({}, {})).variables, {});
  assert.deepEqual((await load({ scanners: ["misconfig"], offline: true }, {})).variables, {
    TRIVY_SKIP_CHECK_UPDATE: "true",
    TRIVY_SKIP_POLICY_UPDATE: "true",
    TRIVY_OFFLINE_SCAN: "true",
  });
});

test.run();
