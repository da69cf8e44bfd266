import assert from "node:assert/strict";
import { test } from "uvu";
import { fingerprintOf } from "#core/kit.ts";
import { type Finding, findingKey } from "#core/mod.ts";
import { fakeFinding, fakeTarget } from "#core/testing/mod.ts";
import { makeLicense, makeMisconfiguration, makeSecret } from "#support/outcomes.ts";

const SAME: readonly (readonly [what: string, a: Finding, b: Finding])[] = [
  ["another version", fakeFinding(), fakeFinding({ installedVersion: "2.36-10", fixedVersion: "2.37" })],
  ["another severity and title", fakeFinding(), fakeFinding({ severity: "LOW", title: "Rated anew" })],
  [
    "another tag",
    fakeFinding({ target: "nginx:1.27 (debian 12.5)" }),
    fakeFinding({ target: "nginx:1.28 (debian 13)" }),
  ],
  ["another path of a package", fakeFinding({ path: "a/x.jar" }), fakeFinding({ path: "opt/b/x.jar" })],
  ["an id in other letters", fakeFinding({ id: "GHSA-abcd" }), fakeFinding({ id: "ghsa-ABCD" })],
  ["another line", makeSecret("HIGH"), { ...makeSecret("HIGH"), startLine: 90, endLine: 91, match: "x" }],
  ["a path from the root", makeSecret("HIGH"), { ...makeSecret("HIGH"), target: "app/.env" }],
  [
    "a secret in the config of an image, under two tags",
    { ...makeSecret("HIGH"), target: "a:1", path: "" },
    { ...makeSecret("HIGH"), target: "a:2", path: "" },
  ],
];

for (const [what, a, b] of SAME) {
  test(`a fingerprint stays with ${what}`, () => assert.equal(fingerprintOf(a), fingerprintOf(b)));
}

test("other findings have other fingerprints", () => {
  const findings: readonly Finding[] = [
    fakeFinding(),
    fakeFinding({ id: "CVE-2024-0002" }),
    fakeFinding({ library: "libc-bin" }),
    fakeFinding({ componentType: "NodeJS-package" }),
    makeSecret("HIGH"),
    { ...makeSecret("HIGH"), ruleId: "github-pat" },
    { ...makeSecret("HIGH"), target: "/app/other.env" },
    makeMisconfiguration(),
    makeMisconfiguration({ resource: "web" }),
    makeLicense(),
    makeLicense({ library: "musl" }),
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
