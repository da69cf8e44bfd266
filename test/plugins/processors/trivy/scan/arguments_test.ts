import assert from "node:assert/strict";
import { test } from "uvu";
import { capabilitiesOfVersion } from "#plugins/processors/trivy/program/binary/capabilities.ts";
import { FLAG_RULES } from "#plugins/processors/trivy/program/flags/flag_table.ts";
import { buildScanArguments } from "#plugins/processors/trivy/scan/arguments.ts";

const REQUEST = {
  image: "app:1",
  sources: ["remote"],
  severities: ["HIGH", "CRITICAL"],
  timeout: "10m",
  slot: { cacheDir: "/c", args: ["--cache-backend", "memory"] },
} as const;

test("a scan asks for JSON, at the severities, without touching the databases", () => {
  const args = buildScanArguments({ ...REQUEST, capabilities: capabilitiesOfVersion("0.70.0") });
  const expected =
    "image --format json --quiet --no-progress --severity HIGH,CRITICAL --timeout 10m --cache-dir /c --image-src remote --skip-db-update --skip-java-db-update --cache-backend memory -- app:1";
  assert.equal(args.join(" "), expected);
});

test("the slot of a scan says where the scan cache is", () => {
  const capabilities = capabilitiesOfVersion("0.70.0");
  const slot = { cacheDir: "/s", args: ["--server", "http://127.0.0.1:1"] };
  const args = buildScanArguments({ ...REQUEST, slot, capabilities }).join(" ");
  assert.match(args, / --cache-dir \/s .* --server http:\/\/127\.0\.0\.1:1 -- app:1$/);
  assert.doesNotMatch(args, /--cache-backend/);
});

test("a scan is told where the image comes from, by a flag that is never left out, where there is one", () => {
  const sources = ["docker", "remote", "docker"] as const;
  const args = buildScanArguments({ ...REQUEST, sources, capabilities: capabilitiesOfVersion("0.42.0") });
  assert.match(args.join(" "), / --image-src docker,remote /);
  assert.ok(!FLAG_RULES.has("--image-src"));
  assert.ok(!buildScanArguments({ ...REQUEST, capabilities: capabilitiesOfVersion("0.41.0") }).includes("--image-src"));
});

test("a build that says nothing when it is quiet is not asked to be", () => {
  const capabilities = { ...capabilitiesOfVersion("0.68.2"), printsErrorsWhenQuiet: false };
  assert.ok(!buildScanArguments({ ...REQUEST, capabilities }).includes("--quiet"));
});

test("the image is the one word after --, whatever it looks like", () => {
  for (const image of ["--help", "-o/tmp/x", "--", "a b"]) {
    const args = buildScanArguments({ ...REQUEST, image, capabilities: capabilitiesOfVersion("0.70.0") });
    assert.deepEqual(args.slice(-2), ["--", image]);
    assert.equal(args.indexOf("--"), args.length - 2);
  }
});

test.run();
