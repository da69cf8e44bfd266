import assert from "node:assert/strict";
import { test } from "uvu";
import { createAcceptor } from "#core/accept/mod.ts";
import { fakeOutcome } from "#core/testing/mod.ts";
import { readVex } from "#plugins/lib/vex/read_vex.ts";
import { makePackage, makeVulnerability } from "#support/outcomes.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;
const lodash = makePackage({ name: "lodash", purl: "pkg:npm/lodash@4.17.15" });
const express = makePackage({ name: "express", purl: "pkg:npm/express@4.17.1" });

/** What a document makes of a vulnerability in two packages of an image. */
function apply(document: unknown, image = "docker.io/library/shop:1.0") {
  const acceptor = createAcceptor({ rules: readVex(JSON.stringify(document), "vex.json") });
  const facts = { reference: `${image}@${DIGEST}`, digest: DIGEST, platform: "linux/amd64", source: "registry" };
  const findings = [lodash, express].map((one) => makeVulnerability({ id: "CVE-1", package: one }));
  return acceptor.mark(fakeOutcome({ target: { image }, data: { image: facts, findings } })).data.findings ?? [];
}

/** The rules by which they are accepted. */
function placesOf(document: unknown, image?: string) {
  return apply(document, image).map(({ accepted }) => accepted?.rule.replace(/^vex\.json:/, ""));
}

function openvex(...statements: readonly object[]) {
  return { "@context": "https://openvex.dev/ns/v0.2.0", statements };
}

const fixed = { vulnerability: { name: "CVE-1" }, status: "fixed" };

function cyclonedx(vulnerability: object, component?: object) {
  return {
    bomFormat: "CycloneDX",
    ...(component && { metadata: { component } }),
    components: [{ "bom-ref": "the lodash", purl: "pkg:npm/lodash@4.17.15" }],
    vulnerabilities: [{ id: "CVE-1", analysis: { state: "not_affected" }, ...vulnerability }],
  };
}

test("a statement says in the report what it is, why, and where it stands", () => {
  const products = [{ "@id": "pkg:npm/lodash" }];
  const justification = "inline_mitigations_already_exist";
  const [marked] = apply(openvex({ ...fixed, products, status: "not_affected", justification }));
  assert.deepEqual(marked?.accepted, {
    ...{ status: "not_affected", reason: "inline mitigations already exist" },
    ...{ rule: "vex.json:statements[0]", justification },
  });
  const [told] = apply(openvex({ ...fixed, products, status_notes: "patched here" }));
  assert.deepEqual(told?.accepted, { status: "fixed", reason: "patched here", rule: "vex.json:statements[0]" });
  const analysis = { state: "false_positive", justification: "code_not_reachable", detail: "never called" };
  const [analysed] = apply(cyclonedx({ analysis, affects: [{ ref: "the lodash" }] }));
  assert.deepEqual(analysed?.accepted, {
    ...{ status: "not_affected", reason: "never called", rule: "vex.json:vulnerabilities[0]" },
    justification: "vulnerable_code_not_in_execute_path",
  });
});

test("OpenVEX: images by their package URLs in hullscan's words and in Trivy's, whole or in part", () => {
  const image = (repository: string) => `pkg:oci/shop@${DIGEST}?repository_url=${repository}`;
  const about = (id: string, more = {}) => placesOf(openvex({ ...fixed, products: [{ "@id": id, ...more }] }));
  const both = ["statements[0]", "statements[0]"];
  assert.deepEqual(about(image("index.docker.io/library/shop")), both);
  assert.deepEqual(about(image("docker.io/library/shop")), both);
  assert.deepEqual(about(`pkg:oci/shop@${DIGEST}`), both);
  assert.deepEqual(about(`pkg:oci/shop@${DIGEST}?arch=arm64`), [undefined, undefined]);
  assert.deepEqual(about(image("example.com/shop")), [undefined, undefined]);
  const subcomponents = [{ "@id": "pkg:npm/express" }];
  assert.deepEqual(about("pkg:oci/shop", { subcomponents }), [undefined, "statements[0]"]);
  assert.deepEqual(about("pkg:npm/lodash", { subcomponents }), [undefined, undefined]);
  assert.deepEqual(about("pkg:oci/shop", { subcomponents: [{ "@id": "https://example.com/x" }] }), [
    undefined,
    undefined,
  ]);
});

test("OpenVEX: documents of the first versions have texts in place of objects", () => {
  const old = {
    vulnerability: "CVE-1",
    products: ["pkg:oci/shop"],
    subcomponents: ["pkg:npm/lodash"],
    status: "fixed",
  };
  assert.deepEqual(placesOf(openvex(old)), ["statements[0]", undefined]);
});

test("CycloneDX: a reference, a package URL, or a link into another document; some states only", () => {
  for (const ref of [
    "the lodash",
    "pkg:npm/lodash",
    "urn:cdx:1234/1#pkg%3Anpm%2Flodash%404.17.15",
    "urn:cdx:1234/1#the%20lodash",
  ]) {
    assert.deepEqual(placesOf(cyclonedx({ affects: [{ ref }] })), ["vulnerabilities[0]", undefined], ref);
  }
  assert.deepEqual(placesOf(cyclonedx({ affects: [{ ref: "gone" }] })), [undefined, undefined]);
  for (const [state, isAccepted] of [
    ["resolved", true],
    ["resolved_with_pedigree", true],
    ["false_positive", true],
    ["exploitable", false],
    ["in_triage", false],
  ] as const) {
    const [first] = placesOf(cyclonedx({ analysis: { state }, affects: [{ ref: "the lodash" }] }));
    assert.equal(first !== undefined, isAccepted, state);
  }
  assert.deepEqual(placesOf(cyclonedx({ analysis: undefined, affects: [{ ref: "the lodash" }] })), [
    undefined,
    undefined,
  ]);
});

test("CycloneDX: a document about an image holds for that image alone", () => {
  const affects = [{ ref: "the lodash" }];
  const [hit, miss] = [
    ["vulnerabilities[0]", undefined],
    [undefined, undefined],
  ];
  const container = { type: "container", name: "docker.io/library/shop", "bom-ref": "image" };
  assert.deepEqual(placesOf(cyclonedx({ affects }, container)), hit);
  assert.deepEqual(placesOf(cyclonedx({ affects }, { ...container, version: "1.0" })), hit);
  assert.deepEqual(placesOf(cyclonedx({ affects }, { ...container, version: "2.0" })), miss);
  assert.deepEqual(placesOf(cyclonedx({ affects }, container), "docker.io/library/other:1"), miss);
  assert.deepEqual(placesOf(cyclonedx({ affects }, { type: "container", purl: `pkg:oci/shop@${DIGEST}` })), hit);
  assert.deepEqual(placesOf(cyclonedx({ affects }, { type: "container", purl: "pkg:oci/shop@sha256:0" })), miss);
  const whole = cyclonedx({ affects: [{ ref: "image" }] }, container);
  assert.deepEqual(placesOf(whole), ["vulnerabilities[0]", "vulnerabilities[0]"]);
});

test("what is no document, or has a mistyped word, is refused with its place", () => {
  const products = [{ "@id": "pkg:npm/lodash" }];
  const deep = (levels: number): object => (levels === 0 ? {} : { branches: [deep(levels - 1)] });
  for (const [document, words] of [
    [{}, /^it is none of OpenVEX, CycloneDX and CSAF$/],
    [[], /^it is none of/],
    [{ "@context": "https://openvex.dev/ns" }, /^it has no list of statements$/],
    [
      openvex({ ...fixed, products }, { ...fixed, status: "not_afected" }),
      /^the status of statements\[1\] is "not_afected"; did you mean "not_affected"\?$/,
    ],
    [openvex({ vulnerability: 3, status: "fixed" }), /^statements\[0\] is none: wrong is vulnerability$/],
    [
      cyclonedx({ analysis: { state: "not_afected" } }),
      /^the state of vulnerabilities\[0\] is .* did you mean "not_affected"\?$/,
    ],
    [cyclonedx({ affects: "all" }), /^it is no CycloneDX: wrong is vulnerabilities\.0\.affects$/],
    [{ document: {}, vulnerabilities: {} }, /^it is no CSAF: wrong is vulnerabilities$/],
    [{ document: {}, product_tree: { branches: [deep(100)] } }, /nested too deeply$/],
  ] as const) {
    assert.throws(() => readVex(JSON.stringify(document), "vex.json"), { name: "VexMistake", message: words });
  }
  assert.throws(() => readVex("{", "vex.json"), { message: "it is not JSON" });
  const inherited = cyclonedx({ analysis: { state: "constructor" } });
  assert.throws(() => readVex(JSON.stringify(inherited), "vex.json"), { name: "VexMistake" });
});

test("ten thousand statements and findings take no time", () => {
  const many = Array.from({ length: 10_000 }, (_, index) => index);
  const statements = many.map((index) => ({ ...fixed, vulnerability: `CVE-${index}`, products: ["pkg:npm/lodash"] }));
  const acceptor = createAcceptor({ rules: readVex(JSON.stringify(openvex(...statements)), "vex.json") });
  const findings = many.map((index) => makeVulnerability({ id: `CVE-${index}`, package: lodash }));
  const begunAt = performance.now();
  const { data } = acceptor.mark(fakeOutcome({ target: { image: "a" }, data: { findings } }));
  assert.ok(data.findings?.every(({ accepted }) => accepted !== undefined));
  assert.ok(performance.now() - begunAt < 2000, `${performance.now() - begunAt} ms`);
});

test.run();
