import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { runInNewContext } from "node:vm";
import { test } from "uvu";
import { fakeScan } from "#core/testing/mod.ts";
import { groupedJson } from "#plugins/mod.ts";
import { makeLicense, makePackage, makeVulnerability } from "#support/outcomes.ts";
import { collector, images, runToEnd } from "#support/pipeline.ts";
import { outcomesOf, returning } from "#support/returning.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const deep = () => JSON.parse(`${'{"a":'.repeat(6000)}1${"}".repeat(6000)}`);
const cycle: Record<string, unknown> = {};
cycle.self = { cycle };
class Report {
  findings = [];
}
/** A getter that holds still as long as it is checked. */
const GETTER = { enumerable: true, get: createMoody() };
function createMoody() {
  let looks = 0;
  return () => {
    looks += 1;
    if (looks > 3) throw new Error("not any more");
    return "a";
  };
}
/** A list with another method than all lists have. */
class Findings extends Array {
  override slice() {
    return [];
  }
}
/** A finding with a key that JSON leaves out, and that sinks read by its name all the same. */
const withHidden = (key: string, property: PropertyDescriptor) =>
  Object.defineProperty(makeVulnerability(), key, { ...property, enumerable: false });
/** Only JSON.stringify() sees it, and leaves out what it returns nothing for. */
const hide = <T extends object>(value: T): T => Object.defineProperty(value, "toJSON", { value: () => undefined });
function revoked() {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
const FACTS = { reference: "a", source: "registry" };
const finding = (fields: object) => ({ findings: [makeVulnerability(), { ...makeVulnerability(), ...fields }] });

const WRONG: Readonly<Record<string, readonly [result: unknown, expected: RegExp]>> = {
  null: [null, /expected an object of data, or nothing, not null$/],
  false: [false, /not false$/],
  "an empty text": ["", /not ""$/],
  zero: [0, /not 0$/],
  "a list of findings": [[makeVulnerability()], /not a list$/],
  "an iterator": [new Map([["findings", []]]).entries(), /not (a|an) /],
  "a Map": [new Map([["findings", []]]), /not a Map$/],
  "a class's object": [new Report(), /not a Report$/],
  "a severity in lower case": [
    finding({ severity: "critical" }),
    /findings\[1\]\.severity: expected .* not "critical"$/,
  ],
  "a severity in title case": [finding({ severity: "High" }), /findings\[1\]\.severity: .*"High"$/],
  "a severity by number": [finding({ severity: 4 }), /findings\[1\]\.severity: .* not 4$/],
  "no severity": [finding({ severity: undefined }), /findings\[1\]\.severity: .* not nothing$/],
  "an unknown kind": [finding({ kind: "malware" }), /findings\[1\]\.kind: .*"malware"$/],
  "no package": [finding({ package: undefined }), /findings\[1\]\.package: expected an object, not nothing$/],
  "a package of no class": [
    finding({ package: makePackage({ class: "debian" as "os" }) }),
    /findings\[1\]\.package\.class: expected .* not "debian"$/,
  ],
  "a fix that is text": [finding({ fix: "2.37" }), /findings\[1\]\.fix: expected an object, not "2\.37"$/],
  "fixed versions that are text": [
    finding({ fix: { state: "fixed", versions: "2.37" } }),
    /findings\[1\]\.fix\.versions: expected a list of texts, not "2\.37"$/,
  ],
  "a line that is text": [finding({ location: { startLine: "3" } }), /findings\[1\]\.location\.startLine: .* not "3"$/],
  "no location": [finding({ location: undefined }), /findings\[1\]\.location: expected an object, not nothing$/],
  "references that are text": [finding({ references: "https://x" }), /findings\[1\]\.references: expected a list/],
  "a raw text": [finding({ raw: "x" }), /findings\[1\]\.raw: expected an object, or nothing, not "x"$/],
  "a licence of unknown confidence": [
    { findings: [{ ...makeLicense(), confidence: "high" }] },
    /findings\[0\]\.confidence: expected a number, not "high"$/,
  ],
  "no id": [finding({ id: undefined }), /findings\[1\]\.id: expected text, not nothing$/],
  "a version that is a number": [
    finding({ package: { ...makePackage(), version: 5 } }),
    /findings\[1\]\.package\.version: .* not 5$/,
  ],
  "findings that are no list": [{ findings: { 0: makeVulnerability() } }, /findings: expected a list, not an object$/],
  "findings that are null": [{ findings: null }, /findings: expected a list, not null$/],
  "a Set of findings": [{ findings: new Set([makeVulnerability()]) }, /findings: JSON cannot hold a Set$/],
  "a hole among findings": [{ findings: new Array(1) }, /findings\[0\]: JSON cannot hold nothing$/],
  "a finding that is text": [{ findings: ["CVE-2024-0001"] }, /findings\[0\]: expected an object, not "CVE-/],
  "a BigInt": [finding({ raw: { nvd: [1n] } }), /findings\[1\]\.raw\.nvd\[0\]: JSON cannot hold the BigInt 1$/],
  "a cycle": [finding({ cvss: cycle }), /findings\[1\]\.cvss\.self\.cycle: it contains itself$/],
  "6,000 levels": [finding({ cvss: deep() }), /findings\[1\]\.cvss\.a.*: it is nested more than 100 deep$/],
  "a function": [{ own: () => {} }, /own: JSON cannot hold a function$/],
  "a symbol": [{ own: { a: Symbol("x") } }, /own\.a: JSON cannot hold a symbol$/],
  "a Date": [{ own: new Date() }, /own: JSON cannot hold a Date$/],
  NaN: [{ own: [Number.NaN] }, /own\[0\]: JSON cannot hold NaN$/],
  "a getter": [
    { findings: [Object.defineProperty(makeVulnerability(), "title", GETTER)] },
    /findings\[0\]\.title: it is a getter, which may/,
  ],
  "a getter among its keys": [Object.defineProperty({ note: "" }, "note", GETTER), / note: it is a getter, which may/],
  "a Proxy": [new Proxy({ findings: [] }, {}), /expected an object of data, or nothing, not a Proxy$/],
  "a Proxy of a list": [{ findings: new Proxy([], {}) }, /findings: JSON cannot hold a Proxy$/],
  "a revoked Proxy": [{ own: revoked() }, /own: JSON cannot hold a Proxy$/],
  "a hidden toJSON()": [
    { findings: [hide(makeVulnerability())] },
    /findings\[0\]\.toJSON: JSON cannot hold a function$/,
  ],
  "a list with a toJSON()": [{ findings: hide([]) }, /findings\.toJSON: a list cannot have a function of its own$/],
  "a list that is gone through otherwise": [
    { findings: Object.assign([makeVulnerability()], { entries: () => [] }) },
    /findings\.entries: a list cannot have a function of its own$/,
  ],
  "a list of a class with methods of its own": [
    { findings: Findings.from([makeVulnerability()]) },
    /findings: its methods are not those of all lists, but of a class$/,
  ],
  "a getter that is not enumerable": [
    { findings: [withHidden("title", GETTER)] },
    /findings\[0\]\.title: it is a getter, which may/,
  ],
  "a function that is not enumerable": [
    { findings: [withHidden("title", { value: () => "" })] },
    /findings\[0\]\.title: JSON cannot hold a function$/,
  ],
  "packages that are no list": [{ packages: {} }, /packages: expected a list, not /],
  "a listed package without a version": [
    { packages: [{ name: "a", class: "os", type: "debian" }] },
    /packages\[0\]\.version: expected text, not nothing$/,
  ],
  "a listed package of no class": [
    { packages: [{ name: "a", version: "1", class: "x", type: "debian" }] },
    /packages\[0\]\.class: expected one of os, language, not "x"$/,
  ],
  "a package with one licence": [
    { packages: [{ name: "a", version: "1", class: "os", type: "debian", licenses: "MIT" }] },
    /packages\[0\]\.licenses: expected a list of texts, not "MIT"$/,
  ],
  "a note that is none": [{ note: 5 }, /note: expected text, not 5$/],
  "an image that is a name": [{ image: "nginx:1.27" }, /image: expected an object, not "nginx:1\.27"$/],
  "an image without a reference": [
    { image: { source: "docker" } },
    /image\.reference: expected an image, not nothing$/,
  ],
  "an image from nowhere": [{ image: { reference: "a" } }, /image\.source: expected text, not nothing$/],
  "a digest that is none": [{ image: { ...FACTS, digest: 5 } }, /image\.digest: expected text, or nothing, not 5$/],
  "an operating system in words": [
    { image: { ...FACTS, os: "debian" } },
    /image\.os: expected an object, not "debian"$/,
  ],
  "a system without a version": [
    { image: { ...FACTS, os: { family: "debian" } } },
    /image\.os\.version: expected text/,
  ],
  "layers that are no list": [{ image: { ...FACTS, layers: 3 } }, /image\.layers: expected a list, or nothing, not 3$/],
  "a scan by nobody": [
    { scans: [fakeScan({ scanner: undefined as never })] },
    /scans\[0\]\.scanner: expected an object/,
  ],
  "a scan without a time": [{ scans: [fakeScan({ scannedAt: 5 as never })] }, /scans\[0\]\.scannedAt: .* not 5$/],
  "a scan from elsewhere": [{ scans: [fakeScan({ origin: "x" as never })] }, /scans\[0\]\.origin: .* not "x"$/],
  "a database without a date": [{ scans: [fakeScan({ database: {} as never })] }, /scans\[0\]\.database\.builtAt: /],
  "a scan that counts nothing": [
    { scans: [fakeScan({ attempts: "2" as never })] },
    /scans\[0\]\.attempts: .* not "2"$/,
  ],
  "a scan without caveats": [
    { scans: [fakeScan({ caveats: undefined as never })] },
    /scans\[0\]\.caveats: expected a list/,
  ],
  "a caveat without words": [
    { scans: [fakeScan({ caveats: [{ code: "X" } as never] })] },
    /scans\[0\]\.caveats\[0\]\.message: expected text, not nothing$/,
  ],
  "caveats of no scan": [{ caveats: [{ code: "X", message: "x" }] }, /caveats: expected nothing, as caveats go into /],
  "a skip without a reason": [{ skip: true }, /skip: expected the reason as text, not true$/],
  "findings beside a skip": [
    { skip: "no", findings: [] },
    /findings: data of a skipped target goes under the key data$/,
  ],
  "a skip with wrong data": [{ skip: "no", data: { own: 1n } }, /data\.own: JSON cannot hold the BigInt 1$/],
};

for (const [what, [result, expected]] of Object.entries(WRONG)) {
  test(`a processor that returns ${what} fails that target, and the error names plugin, key and value`, async () => {
    const [outcome, ...more] = await outcomesOf(result);
    assert.equal(outcome?.status, "failed");
    assert.equal(outcome.error.code, "RESULT_INVALID");
    assert.match(outcome.error.message, /^Cannot use the result of the processor "returns_0": /);
    assert.match(outcome.error.message, expected);
    assert.equal(more.length, 0);
  });
}

test("a list with any of the methods that lists have in this Node is refused, also where it is hidden", async () => {
  const methods = Reflect.ownKeys(Array.prototype).filter((key) => {
    return key !== "constructor" && typeof Reflect.get(Array.prototype, key) === "function";
  });
  assert.ok(methods.length > 35);
  const lists = new Map(methods.map((key) => [String(key), Object.defineProperty([], key, { value: () => [] })]));
  const { sink, outcomes } = collector();
  const bad = returning("work", ({ image = "" }) => ({ own: lists.get(image) }));
  await runToEnd({ sources: [images(...lists.keys())], processors: [bad], sinks: [sink] });
  assert.equal(outcomes.length, methods.length);
  for (const outcome of outcomes) {
    assert.equal(outcome.status, "failed", outcome.target.id);
    assert.match(outcome.error.message, /a list cannot have a function of its own$/);
  }
});

test("a list may be of another realm, and have more than its items, which JSON leaves out", async () => {
  const [outcome] = await outcomesOf({ own: runInNewContext("[[1], ['a']]"), other: /(?<a>.)/.exec("b") });
  assert.equal(outcome?.status, "done");
  assert.equal(JSON.stringify(outcome.data), '{"own":[[1],["a"]],"other":["b","b"]}');
});

test("a processor may return nothing, keys without a value, and objects without a prototype", async () => {
  const bare = Object.assign(Object.create(null), { note: "a" });
  const [outcome] = await outcomesOf(undefined, finding({ title: undefined }), { findings: undefined }, bare);
  assert.equal(outcome?.status, "done");
  assert.deepEqual([outcome.data.findings?.length, outcome.data.note], [2, "a"]);
});

test("a target whose finding JSON cannot hold fails alone: the others are in journal and report", async () => {
  await inTempFolder(async (cwd) => {
    const bad = returning("work", ({ image }) => (image === "b" ? finding({ cvss: deep() }) : { findings: [] }));
    const { error, last } = await runToEnd(
      { sources: [images("a", "b", "c")], processors: [bad], sinks: [groupedJson({ file: "r.json" })], outputDir: cwd },
      { journal: true },
    );
    assert.deepEqual([error, last?.done, last?.failed], [undefined, 2, 1]);
    const report = JSON.parse(await readFile(`${cwd}/r.json`, "utf8"));
    assert.deepEqual(
      report.map((element: { image: string; error?: string }) => [element.image, element.error !== undefined]),
      [
        ["a", false],
        ["b", true],
        ["c", false],
      ],
    );
  });
});

test.run();
