import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "uvu";
import { parseReference } from "#plugins/lib/clients/oci/mod.ts";
import { createNamer, isTemporaryName, toFolderPart } from "#plugins/processors/docker_build/image_name.ts";

test("the name has the folder and the local time down to the microsecond", () => {
  const now = new Date(2024, 0, 2, 3, 4, 5, 678).getTime() * 1000 + 9;
  const name = createNamer(() => now);
  assert.equal(name("services/web/Dockerfile.prod"), "local_scan_web_20240102_030405_678009:latest");
  assert.equal(name("services/web/Dockerfile"), "local_scan_web_20240102_030405_678010:latest");
});

test("folders whose names Docker would not take get ones that it does", () => {
  for (const [dockerfile, part] of [
    ["My App (1)/Dockerfile", "my_app_1"],
    ["Ünïcode/Dockerfile", "unicode"],
    ["-dash/Dockerfile", "dash"],
    ["a..b/Dockerfile", "a_b"],
    ["my-app.v2_x/Dockerfile", "my-app.v2_x"],
    ["日本/Dockerfile", "root"],
    ["Dockerfile", "root"],
    ["./Dockerfile", "root"],
    ["../Dockerfile", "root"],
    ["/Dockerfile", "root"],
    ["a/../b/./Dockerfile", "b"],
  ] as const) {
    assert.equal(toFolderPart(dockerfile), part, dockerfile);
  }
});

test("every name is a reference that Docker takes, is known as ours, and is given once", () => {
  const names = new Set<string>();
  const name = createNamer(() => 1_700_000_000_000_000);
  const path = fc.oneof(fc.string({ unit: "binary", maxLength: 300 }), fc.webPath());
  fc.assert(
    fc.property(path, (folder) => {
      const image = name(`${folder}/Dockerfile`);
      parseReference(image, { at: "the test" });
      assert.match(image, /^local_scan_[a-z0-9]+(?:[._-][a-z0-9]+)*_\d{8}_\d{6}_\d{6}:latest$/);
      assert.ok(isTemporaryName(image) && !names.has(image));
      names.add(image);
    }),
  );
});

test("names that others give are not taken for ours", () => {
  for (const image of ["local_scan_x:latest", "nginx:1", "x/local_scan_a_20240102_030405_678009:latest"]) {
    assert.ok(!isTemporaryName(image), image);
  }
});

test.run();
