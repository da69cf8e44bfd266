import assert from "node:assert/strict";
import { test } from "uvu";
import { capabilitiesOfVersion } from "../../../../../plugins/processors/trivy/binary/capabilities.ts";
import { toScanArguments } from "../../../../../plugins/processors/trivy/scan/arguments.ts";

const REQUEST = { image: "app:1", severities: ["HIGH", "CRITICAL"], timeout: "10m", cacheDir: "/c" } as const;

test("a scan asks for JSON, at the severities, without touching the databases", () => {
  const args = toScanArguments({ ...REQUEST, capabilities: capabilitiesOfVersion("0.70.0") });
  const expected =
    "image --format json --quiet --no-progress --severity HIGH,CRITICAL --timeout 10m --cache-dir /c --skip-db-update --skip-java-db-update --cache-backend memory -- app:1";
  assert.equal(args.join(" "), expected);
});

test("an old Trivy is not asked for a cache in memory", () => {
  const args = toScanArguments({ ...REQUEST, capabilities: capabilitiesOfVersion("0.52.2") });
  assert.ok(!args.includes("--cache-backend"));
});

test("a build that says nothing when it is quiet is not asked to be", () => {
  const capabilities = { ...capabilitiesOfVersion("0.68.2"), printsErrorsWhenQuiet: false };
  assert.ok(!toScanArguments({ ...REQUEST, capabilities }).includes("--quiet"));
});

test("the image is the one word after --, whatever it looks like", () => {
  for (const image of ["--help", "-o/tmp/x", "--", "a b"]) {
    const args = toScanArguments({ ...REQUEST, image, capabilities: capabilitiesOfVersion("0.70.0") });
    assert.deepEqual(args.slice(-2), ["--", image]);
    assert.equal(args.indexOf("--"), args.length - 2);
  }
});

test.run();
