import assert from "node:assert/strict";
import { test } from "uvu";
import { coversPackage, parsePackageUrl } from "#core/accept/package_url.ts";

const WHOLE: Readonly<Record<string, readonly [string, string, string, string | undefined]>> = {
  "pkg:npm/minimist@1.2.5": ["npm", "", "minimist", "1.2.5"],
  "pkg:npm/%40angular/core@17.0.0": ["npm", "@angular", "core", "17.0.0"],
  "pkg:npm/@angular/core@17.0.0": ["npm", "@angular", "core", "17.0.0"],
  "pkg:npm/@angular/core": ["npm", "@angular", "core", undefined],
  "pkg:golang/github.com/A/b@v1.0.0#sub/dir": ["golang", "github.com/a", "b", "v1.0.0"],
  "pkg:maven/org.x/a%20b@1%2B2?type=jar": ["maven", "org.x", "a b", "1+2"],
  "pkg:DEB/Debian/libc6@2%3A1.0": ["deb", "debian", "libc6", "2:1.0"],
  "pkg:pypi/My_Package@1": ["pypi", "", "my-package", "1"],
  "pkg://npm/a@": ["npm", "", "a", undefined],
};

for (const [text, [type, namespace, name, version]] of Object.entries(WHOLE)) {
  test(`parsePackageUrl() reads ${text}`, () => {
    const found = parsePackageUrl(text);
    assert.deepEqual([found?.type, found?.namespace, found?.name, found?.version], [type, namespace, name, version]);
  });
}

test("parsePackageUrl() knows what is no package URL", () => {
  for (const text of ["", "minimist", "pkg:", "pkg:npm", "pkg:npm/", "PKG/npm/a", "http://pkg:npm/a"]) {
    assert.equal(parsePackageUrl(text), undefined, text);
  }
  assert.equal(parsePackageUrl("pkg:npm/%E0%A4%A@1")?.name, "%E0%A4%A");
});

test("a package URL covers those that say the same, and more", () => {
  const covers = (wanted: string, found: string) => {
    const [a, b] = [parsePackageUrl(wanted), parsePackageUrl(found)];
    assert.ok(a && b);
    return coversPackage(a, b);
  };
  const found = "pkg:deb/debian/libc6@2.36?arch=amd64&distro=debian-12#lib";
  for (const [wanted, isCovered] of [
    ["pkg:deb/debian/libc6", true],
    ["pkg:deb/debian/libc6@2.36?distro=debian-12", true],
    ["pkg:deb/debian/libc6#lib", true],
    ["pkg:deb/debian/libc6@2.3", false],
    ["pkg:deb/ubuntu/libc6", false],
    ["pkg:deb/libc6", false],
    ["pkg:rpm/debian/libc6", false],
    ["pkg:deb/debian/libc6?epoch=1", false],
    ["pkg:deb/debian/libc6#bin", false],
  ] as const) {
    assert.equal(covers(wanted, found), isCovered, wanted);
  }
  assert.equal(covers(found, "pkg:deb/debian/libc6"), false);
});

test.run();
