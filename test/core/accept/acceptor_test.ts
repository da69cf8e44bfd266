import assert from "node:assert/strict";
import { test } from "uvu";
import { createAcceptor } from "#core/accept/acceptor.ts";
import { compileRule } from "#core/accept/compile_rule.ts";
import type { AcceptRuleConfig } from "#core/accept/rule_config.ts";
import type { Finding } from "#core/mod.ts";
import {
  makeDone,
  makeLicense,
  makeMisconfiguration,
  makePackage,
  makeSecret,
  makeVulnerability,
} from "#support/outcomes.ts";

const NOW = new Date("2026-06-15T12:00:00Z");
const TERM = { reason: "not reachable", until: "2026-12-31" };

const minimist = makeVulnerability({
  id: "CVE-2021-44906",
  aliases: ["GHSA-xvch-5gv4-984h"],
  package: makePackage({
    ...{ name: "minimist", version: "1.2.5", class: "language", type: "npm" },
    purl: "pkg:npm/minimist@1.2.5",
  }),
  fix: { state: "fixed", versions: ["1.2.6"] },
  location: { path: "app/node_modules/minimist/package.json" },
});
const libc = makeVulnerability({
  package: makePackage({ purl: "pkg:deb/debian/libc6@2.36-9?arch=amd64&distro=debian-12" }),
});
const target = { image: "registry.example.com:5000/team-a/shop:1.4", labels: { team: "payments" } };

function isAcceptedBy(rule: Partial<AcceptRuleConfig>, finding: Finding): boolean {
  const acceptor = createAcceptor({ rules: [compileRule({ ...TERM, ...rule }, "rules:1")], now: NOW });
  const [marked] = acceptor.mark(makeDone([finding], target)).data.findings ?? [];
  return marked?.accepted !== undefined;
}

const CASES: readonly (readonly [string, Partial<AcceptRuleConfig>, Finding, boolean])[] = [
  ["an id", { id: "CVE-2021-44906" }, minimist, true],
  ["an alias", { id: "GHSA-xvch-5gv4-984h" }, minimist, true],
  ["another id", { id: "CVE-2021-4490" }, minimist, false],
  ["one of several ids", { id: ["CVE-1", "CVE-2021-44906"] }, minimist, true],
  ["a secret's rule", { id: "aws-access-key-id" }, makeSecret("HIGH"), true],
  ["a check", { id: "DS002" }, makeMisconfiguration(), true],
  ["a licence", { id: "GPL-2.0-only" }, makeLicense(), true],
  ["a package's name", { package: "minimist" }, minimist, true],
  ["a glob of names", { package: "mini*" }, minimist, true],
  ["another name", { package: "mini" }, minimist, false],
  ["a package of a licence", { package: "busybox" }, makeLicense(), true],
  ["a package, of a secret", { package: "**" }, makeSecret("HIGH"), false],
  ["a package URL", { package: "pkg:npm/minimist" }, minimist, true],
  ["a package URL with version", { package: "pkg:npm/minimist@1.2.5" }, minimist, true],
  ["a package URL with another version", { package: "pkg:npm/minimist@1.2.6" }, minimist, false],
  ["a package URL with a qualifier", { package: "pkg:deb/debian/libc6?arch=amd64" }, libc, true],
  ["a package URL with another qualifier", { package: "pkg:deb/debian/libc6?arch=arm64" }, libc, false],
  ["a package URL, where the finding has none", { package: "pkg:deb/debian/libc6" }, makeVulnerability(), false],
  ["a path", { path: "app/**" }, minimist, true],
  ["a path from the root", { path: "/app/node_modules/*/package.json" }, minimist, true],
  ["another path", { path: "srv/**" }, minimist, false],
  ["a path, where the finding has none", { path: "**" }, libc, false],
  ["an image with its tag", { image: "registry.example.com:5000/team-a/shop:1.4" }, libc, true],
  ["an image without its tag", { image: "registry.example.com:5000/team-a/shop" }, libc, true],
  ["images of a team", { image: "registry.example.com:5000/team-a/*" }, libc, true],
  ["a star, which ends at a slash", { image: "registry.example.com:5000/*" }, libc, false],
  ["two stars", { image: "**/shop:1.*" }, libc, true],
  ["images of another team", { image: ["**/team-b/*", "**/team-c/*"] }, libc, false],
  ["a label", { label: { team: "pay*" } }, libc, true],
  ["two labels, one of which is missing", { label: { team: "payments", tier: "1" } }, libc, false],
  ["a kind", { kind: "secret" }, makeSecret("HIGH"), true],
  ["another kind", { kind: ["secret", "license"] }, libc, false],
  ["all of several things", { id: "CVE-2021-44906", package: "minimist", path: "app/**" }, minimist, true],
  ["one thing that does not hold", { id: "CVE-2021-44906", package: "minimist", path: "srv/**" }, minimist, false],
  ["when_fixed: false, with a fix", { package: "minimist", when_fixed: false }, minimist, false],
  ["when_fixed: false, without a fix", { package: "libc6", when_fixed: false }, libc, true],
  ["an id that is a word of every object", { id: "constructor" }, libc, false],
];

for (const [name, rule, finding, isAccepted] of CASES) {
  test(`a rule by ${name} ${isAccepted ? "accepts" : "does not accept"} ${finding.id}`, () => {
    assert.equal(
      isAcceptedBy({ ...(rule.id === undefined && !rule.package && { id: finding.id }), ...rule }, finding),
      isAccepted,
    );
  });
}

function reportAt(now: string, ...rules: readonly Partial<AcceptRuleConfig>[]) {
  const compiled = rules.map((rule, index) => compileRule({ ...TERM, ...rule }, `rules:${index + 1}`));
  const acceptor = createAcceptor({ rules: compiled, now: new Date(now) });
  const { data } = acceptor.mark(makeDone([minimist, libc], target));
  const states = acceptor.report().map(({ state, findings }) => [state, findings]);
  return { accepted: data.findings?.map(({ accepted }) => accepted?.rule), states };
}

test("a rule holds to the end of its day in UTC, and not a moment longer", () => {
  const rule = { id: "CVE-2021-44906", until: "2026-06-15" };
  assert.deepEqual(reportAt("2026-06-15T23:59:59.999Z", rule), {
    accepted: ["rules:1", undefined],
    states: [["used", 1]],
  });
  assert.deepEqual(reportAt("2026-06-16T00:00:00.000Z", rule), {
    accepted: [undefined, undefined],
    states: [["ended", 1]],
  });
});

test("of two rules that match the first decides; the other is hidden, and not one that has ended", () => {
  const [byId, byName] = [{ id: "CVE-2021-44906" }, { package: "minimist" }];
  assert.deepEqual(reportAt("2026-06-15", byId, byName), {
    accepted: ["rules:1", undefined],
    states: [
      ["used", 1],
      ["hidden", 0],
    ],
  });
  assert.deepEqual(reportAt("2026-06-15", { ...byId, until: "2026-01-01" }, byName), {
    accepted: ["rules:2", undefined],
    states: [
      ["ended", 1],
      ["used", 1],
    ],
  });
  // By name the second comes first where ids are looked up; in the file it does not.
  assert.deepEqual(reportAt("2026-06-15", byName, byId).accepted, ["rules:1", undefined]);
});

test("a rule that matches no finding is unused; one whose images were not there is unseen", () => {
  const rules = [
    { id: "CVE-1" },
    { id: "CVE-2021-44906", image: "nginx" },
    { kind: "vulnerability" as const, image: "**" },
  ];
  assert.deepEqual(reportAt("2026-06-15", ...rules), {
    accepted: ["rules:3", "rules:3"],
    states: [
      ["unused", 0],
      ["unseen", 0],
      ["used", 2],
    ],
  });
});

test("an outcome in which nothing is accepted is the same one; what a scanner has marked stays so", () => {
  const own = { status: "fixed", reason: "patched", rule: "vex.json" } as const;
  const outcome = makeDone([{ ...libc, accepted: own }, minimist]);
  const mark = (id: string) => createAcceptor({ rules: [compileRule({ ...TERM, id }, "a")], now: NOW }).mark(outcome);
  assert.equal(mark("CVE-1"), outcome);
  assert.equal(mark(libc.id), outcome);
  const { findings } = mark(minimist.id).data;
  assert.deepEqual(
    findings?.map(({ accepted }) => accepted),
    [own, { status: "accepted", reason: "not reachable", rule: "a", until: "2026-12-31" }],
  );
});

test("a glob of all images is known as one", () => {
  const isForAll = (image: string) => compileRule({ ...TERM, image }, "a").isForAllImages;
  assert.deepEqual(["**", "*", "**/*", "team-a/**", "{**,x}"].map(isForAll), [true, false, true, false, true]);
});

test.run();
