import assert from "node:assert/strict";
import { test } from "uvu";
import { parseReport } from "#plugins/processors/trivy/report/parse_report.ts";
import { toPackageCaveats } from "#plugins/processors/trivy/report/to_caveats.ts";
import { toPackages } from "#plugins/processors/trivy/report/to_packages.ts";

function read(result: Readonly<Record<string, unknown>>) {
  const Results = [{ Target: "a:1 (debian 12.5)", Class: "os-pkgs", Type: "debian", ...result }];
  return toPackages(parseReport(JSON.stringify({ SchemaVersion: 2, ArtifactName: "a:1", Results })));
}

test("a package has the version that Trivy writes where it finds something in it: epoch, version, release", () => {
  const layer = { Digest: "sha256:l", DiffID: "sha256:d" };
  const one = { Name: "bash", Version: "5.2", Release: "2+b1", Epoch: 1, Licenses: ["GPL-3.0"], Layer: layer };
  const { packages, unreadable } = read({ Packages: [{ ...one, Identifier: { PURL: "pkg:deb/debian/bash@5.2" } }] });
  assert.equal(unreadable, 0);
  assert.deepEqual(packages, [
    {
      ...{ name: "bash", version: "1:5.2-2+b1", class: "os", type: "debian", purl: "pkg:deb/debian/bash@5.2" },
      licenses: ["GPL-3.0"],
      layer: { digest: "sha256:l", diffId: "sha256:d" },
    },
  ]);
});

test("a package of a language names its file; of one file's program that is the part of the report", () => {
  const npm = { Class: "lang-pkgs", Type: "node-pkg", Target: "Node.js" };
  const [first] = read({ ...npm, Packages: [{ Name: "a", Version: "1", FilePath: "app/package.json" }] }).packages;
  assert.deepEqual([first?.type, first?.class, first?.path], ["npm", "language", "app/package.json"]);
  const go = { Class: "lang-pkgs", Type: "gobinary", Target: "usr/bin/app" };
  const [second] = read({ ...go, Packages: [{ Name: "golang.org/x/net", Version: "v0.1.0" }] }).packages;
  assert.deepEqual([second?.type, second?.path], ["golang", "usr/bin/app"]);
});

test("a package that cannot be read costs no other one, and is a caveat", () => {
  const { packages, unreadable } = read({ Packages: [{ Name: "a", Version: "1" }, { Version: "2" }, "odd", null] });
  assert.deepEqual(
    packages.map(({ name }) => name),
    ["a"],
  );
  assert.equal(unreadable, 3);
  assert.match(toPackageCaveats(unreadable)[0]?.message ?? "", /3 packages that cannot be read/);
  assert.deepEqual(toPackageCaveats(0), []);
  assert.deepEqual(read({}).packages, []);
});

test.run();
