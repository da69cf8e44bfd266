import assert from "node:assert/strict";
import { test } from "uvu";
import { fingerprintOf } from "#core/kit.ts";
import { type Finding, findingKey } from "#core/mod.ts";
import { fakeFinding, fakeTarget } from "#core/testing/mod.ts";
import { makeLicense, makeMisconfiguration, makePackage, makeSecret } from "#support/outcomes.ts";

const SECRET = makeSecret("HIGH");

const SAME: readonly (readonly [what: string, a: Finding, b: Finding])[] = [
  [
    "another version",
    fakeFinding(),
    fakeFinding({ package: makePackage({ version: "2.36-10" }), fix: { state: "fixed", versions: ["2.37"] } }),
  ],
  ["another severity and title", fakeFinding(), fakeFinding({ severity: "LOW", title: "Rated anew" })],
  [
    "another tag",
    fakeFinding({ raw: { Target: "nginx:1.27 (debian 12.5)" } }),
    fakeFinding({ raw: { Target: "nginx:1.28 (debian 13)" } }),
  ],
  [
    "another path of a package",
    fakeFinding({ location: { path: "a/x.jar" } }),
    fakeFinding({ location: { path: "opt/b/x.jar" } }),
  ],
  ["an id in other letters", fakeFinding({ id: "GHSA-abcd" }), fakeFinding({ id: "ghsa-ABCD" })],
  ["another line", SECRET, { ...SECRET, location: { ...SECRET.location, startLine: 90, endLine: 91 }, match: "x" }],
  ["a path from the root", SECRET, { ...SECRET, location: { path: "app/.env" } }],
  [
    "a secret in the config of an image, under two tags",
    { ...SECRET, location: {}, raw: { Target: "a:1" } },
    { ...SECRET, location: {}, raw: { Target: "a:2" } },
  ],
];

for (const [what, a, b] of SAME) {
  test(`a fingerprint stays with ${what}`, () => assert.equal(fingerprintOf(a), fingerprintOf(b)));
}

test("other findings have other fingerprints", () => {
  const findings: readonly Finding[] = [
    fakeFinding(),
    fakeFinding({ id: "CVE-2024-0002" }),
    fakeFinding({ package: makePackage({ name: "libc-bin" }) }),
    fakeFinding({ package: makePackage({ class: "language", type: "npm" }) }),
    SECRET,
    { ...SECRET, id: "github-pat" },
    { ...SECRET, location: { path: "/app/other.env" } },
    makeMisconfiguration(),
    makeMisconfiguration({ resource: "web" }),
    makeLicense(),
    makeLicense({ package: { name: "musl" } }),
  ];
  assert.equal(new Set(findings.map(fingerprintOf)).size, findings.length);
});

test("findingKey() adds the repository, whatever the reference's form, tag and digest", () => {
  const keyOf = (image: string) => findingKey(fakeTarget({ image }), fakeFinding());
  const same = [
    "nginx",
    "nginx:1.27",
    "docker.io/library/nginx:2",
    "docker.io/library/nginx@sha256:ab",
    "index.docker.io/library/nginx",
  ];
  assert.equal(new Set(same.map(keyOf)).size, 1);
  const others = ["team/nginx", "localhost/nginx", "localhost:5000/nginx:1", "registry.example.com/nginx:1@sha256:ab"];
  assert.equal(new Set(["nginx", ...others].map(keyOf)).size, 5);
  assert.equal(keyOf("localhost:5000/nginx"), keyOf("localhost:5000/nginx:1"));
  const built = fakeTarget({ dockerfile: "./app/Dockerfile" });
  assert.match(findingKey(built, fakeFinding()), /^dockerfile:app\/Dockerfile [0-9a-f]{32}$/);
});

test.run();
