import assert from "node:assert/strict";
import { test } from "uvu";
import { capabilitiesOfHelp, capabilitiesOfVersion } from "#plugins/processors/trivy/program/binary/capabilities.ts";
import { buildFlags, findUnsupported, type ScanOptions } from "#plugins/processors/trivy/scan/option_table.ts";

const DEFAULTS: ScanOptions = {
  scanners: ["vuln", "secret"],
  platform: undefined,
  imageSources: ["remote"],
  ignoreUnfixed: false,
  skipFiles: [],
  skipDirs: [],
};

function flagsOf(options: Partial<ScanOptions>, version = "0.68.2"): string {
  return buildFlags({ ...DEFAULTS, ...options }, capabilitiesOfVersion(version)).join(" ");
}

function lackingOf(options: Partial<ScanOptions>, version: string): string[] {
  const unsupported = findUnsupported({ ...DEFAULTS, ...options }, capabilitiesOfVersion(version));
  return unsupported.map(({ name, since }) => `${name} since ${since}`);
}

test("options that are not set become no flag: a scan is then what Trivy makes of it", () => {
  assert.equal(flagsOf({}), "");
  assert.equal(flagsOf({ scanners: ["secret", "vuln", "secret"] }), "");
});

test("every option becomes a flag", () => {
  const options: Partial<ScanOptions> = {
    scanners: ["vuln", "license", "misconfig"],
    packages: true,
    ignoreUnfixed: true,
    skipFiles: ["usr/a", "usr/b"],
    skipDirs: ["opt/**"],
  };
  assert.equal(
    flagsOf(options),
    "--scanners vuln,license,misconfig --list-all-pkgs --ignore-unfixed --skip-files=usr/a --skip-files=usr/b --skip-dirs=opt/**",
  );
});

test("misconfig was called config before 0.48", () => {
  assert.equal(flagsOf({ scanners: ["misconfig"] }, "0.48.0"), "--scanners misconfig");
  assert.equal(flagsOf({ scanners: ["misconfig"] }, "0.47.0"), "--scanners config");
});

test("a comma in a path stays in the path", () => {
  assert.equal(flagsOf({ skipFiles: ["a,b", '--c"d'] }), '--skip-files="a,b" --skip-files="--c""d"');
});

test("what a Trivy cannot do is named with the release that can", () => {
  const rows = [
    [{ scanners: ["license"] }, "0.30.4", 'scanners: ["license"] since 0.31'],
    [{ platform: "linux/arm64" }, "0.32.1", "platform since 0.33"],
    [{ imageSources: ["remote", "docker"] }, "0.41.0", "imageSources since 0.42"],
    [{}, "0.26.0", 'scanners: ["secret"] since 0.27'],
  ] as const satisfies readonly (readonly [Partial<ScanOptions>, string, string])[];
  for (const [options, version, expected] of rows) {
    assert.deepEqual(lackingOf(options, version), [expected]);
    assert.deepEqual(lackingOf(options, expected.split(" since ")[1] ?? ""), []);
  }
});

test("a build without a number is known by its flags", () => {
  const options = { ...DEFAULTS, scanners: ["license" as const], platform: "linux/arm64" };
  const help = "Flags:\n      --platform string   set\n      --secret-config string   path\n";
  assert.deepEqual(
    findUnsupported(options, capabilitiesOfHelp(help)).map(({ name }) => name),
    ['scanners: ["license"]'],
  );
  assert.deepEqual(findUnsupported(options, capabilitiesOfHelp(`${help}      --license-full   look in files\n`)), []);
});

test.run();
