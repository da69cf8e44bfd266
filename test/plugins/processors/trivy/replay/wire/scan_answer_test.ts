import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "uvu";
import { readScanAnswer, type ScanAnswer } from "#plugins/processors/trivy/replay/wire/scan_answer.ts";
import { WireError } from "#plugins/processors/trivy/replay/wire/wire_reader.ts";
import { decode, encode, encodeField, splitFields } from "../../support/proto_codec.ts";
import { SCAN_ANSWER } from "../../support/trivy_messages.ts";

/** Objects as a program makes them. */
function record<T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record<T>(model, { noNullPrototype: true });
}

const text = fc.string({ unit: "grapheme", maxLength: 40 });
const texts = fc.array(text, { maxLength: 3 });
const layer = record({ digest: text, diffId: text });
const score = fc.double({ noNaN: true });
const int32 = fc.integer();
const timestamp = record({ seconds: fc.maxSafeInteger(), nanos: fc.integer({ min: 0, max: 999_999_999 }) });
const cvss = record({
  ...{ vendor: text, v2Vector: text, v3Vector: text, v40Vector: text },
  ...{ v2Score: score, v3Score: score, v40Score: score },
});
const vulnerability = record({
  ...{ id: text, packageName: text, packagePath: text, installedVersion: text, fixedVersion: text, purl: text },
  ...{ severity: int32, severitySource: text, status: int32, title: text, description: text, primaryUrl: text },
  ...{ references: texts, vendorIds: texts, cweIds: texts, cvss: fc.array(cvss, { maxLength: 2 }) },
  publishedAt: fc.option(timestamp, { nil: undefined }),
  modifiedAt: fc.option(timestamp, { nil: undefined }),
  layer: fc.option(layer, { nil: undefined }),
});
const secret = record({
  ...{ ruleId: text, category: text, severity: text, title: text, startLine: int32, endLine: int32, match: text },
  layer: fc.option(layer, { nil: undefined }),
});
const pack = record({
  ...{ id: text, name: text, version: text, release: text, epoch: int32, filePath: text, purl: text, licenses: texts },
  layer: fc.option(layer, { nil: undefined }),
});
const result = record({
  ...{ target: text, class: text, type: text, others: fc.nat({ max: 3 }) },
  vulnerabilities: fc.array(vulnerability, { maxLength: 3 }),
  secrets: fc.array(secret, { maxLength: 2 }),
  packages: fc.array(pack, { maxLength: 3 }),
});
const answer: fc.Arbitrary<ScanAnswer> = record({
  os: fc.option(record({ family: text, name: text, isEndOfLife: fc.boolean() }), { nil: undefined }),
  results: fc.array(result, { maxLength: 3 }),
  layers: fc.array(layer, { maxLength: 2 }),
});

/** As Trivy writes it, with values in the fields that are passed over. */
function toBytes({ os, results, layers }: ScanAnswer): Buffer {
  const toLayer = (one: ScanAnswer["layers"][number] | undefined) =>
    one && { digest: one.digest, diff_id: one.diffId, created_by: "ADD file", size: -1 };
  return encode(SCAN_ANSWER, {
    os: os && { family: os.family, name: os.name, eosl: os.isEndOfLife, extended: true },
    results: results.map(({ target, class: of, type, others, vulnerabilities, secrets, packages }) => ({
      misconfigurations: Array.from({ length: others }, () => ({ id: "DS-0001" })),
      ...{ target, class: of, type },
      vulnerabilities: vulnerabilities.map((one) => ({
        ...{ vulnerability_id: one.id, pkg_name: one.packageName, installed_version: one.installedVersion },
        ...{ fixed_version: one.fixedVersion, title: one.title, description: one.description },
        ...{ severity: one.severity, references: one.references, layer: toLayer(one.layer) },
        severity_source: one.severitySource,
        cvss: one.cvss.map((vendor) => ({
          key: vendor.vendor,
          value: {
            ...{ v2_vector: vendor.v2Vector, v3_vector: vendor.v3Vector, v40_vector: vendor.v40Vector },
            ...{ v2_score: vendor.v2Score, v3_score: vendor.v3Score, v40_score: vendor.v40Score },
          },
        })),
        ...{ cwe_ids: one.cweIds, primary_url: one.primaryUrl, published_date: one.publishedAt },
        ...{ last_modified_date: one.modifiedAt, custom_vuln_data: { string_value: "custom" } },
        ...{ vendor_ids: one.vendorIds, data_source: { id: "debian" }, vendor_severity: [{ key: "nvd", value: 3 }] },
        ...{ pkg_path: one.packagePath, pkg_id: "a@1", status: one.status },
        pkg_identifier: { purl: one.purl, uid: "0123" },
      })),
      secrets: secrets.map((one) => ({
        ...{ rule_id: one.ruleId, category: one.category, severity: one.severity, title: one.title },
        ...{ start_line: one.startLine, end_line: one.endLine, code: { lines: [{ number: 1, content: "x" }] } },
        ...{ match: one.match, layer: toLayer(one.layer), offset: 17 },
      })),
      packages: packages.map((one) => ({
        ...{ id: one.id, name: one.name, version: one.version, release: one.release, epoch: one.epoch },
        ...{ arch: "amd64", src_name: "source", file_path: one.filePath, depends_on: ["b@2"], dev: true },
        ...{ licenses: one.licenses, layer: toLayer(one.layer), identifier: { purl: one.purl, bom_ref: "ref" } },
      })),
    })),
    layers: layers.map(toLayer),
  });
}

test("readScanAnswer() reads what another codec has written, whatever it is", () => {
  fc.assert(
    fc.property(answer, (given) => {
      assert.deepEqual(readScanAnswer(toBytes(given)), given);
    }),
  );
});

test("no bytes are an answer about nothing", () => {
  assert.deepEqual(readScanAnswer(Buffer.alloc(0)), { os: undefined, results: [], layers: [] });
});

test("an answer that is cut is refused, unless it is cut between two fields: that cannot be seen", () => {
  fc.assert(
    fc.property(answer, fc.nat(), (given, chosen) => {
      const bytes = toBytes(given);
      if (bytes.length === 0) return;
      const length = chosen % bytes.length;
      const isBetween = length === 0 || splitFields(bytes).some(({ end }) => end === length);
      const read = () => readScanAnswer(bytes.subarray(0, length));
      if (isBetween) read();
      else assert.throws(read, WireError);
    }),
    { numRuns: 300 },
  );
});

test("bytes that were changed anywhere are refused, or read as another answer of the same shape: nothing else happens", () => {
  fc.assert(
    fc.property(answer, fc.nat(), fc.integer({ min: 1, max: 255 }), (given, chosen, change) => {
      const bytes = toBytes(given);
      if (bytes.length === 0) return;
      const at = chosen % bytes.length;
      bytes[at] = (bytes[at] ?? 0) ^ change;
      try {
        readScanAnswer(bytes);
      } catch (error) {
        assert.ok(error instanceof WireError, String(error));
      }
    }),
    { numRuns: 300 },
  );
});

test("a field that is not known is refused where there may be findings in it, and passed over within a finding", () => {
  const extra = encodeField(77, "string", "new");
  assert.throws(() => readScanAnswer(extra), /Field 77.*no such field is known in an answer/);
  const results = encode({ results: [3, { extra: [77, "string"] }, "many"] }, { results: [{ extra: "new" }] });
  assert.throws(() => readScanAnswer(results), /Field 77.*no such field is known in a result/);
  const finding = { id: [1, "string"], number: [77, "integer"], score: [78, "double"], part: [79, "float"] } as const;
  const within = { results: [3, { vulnerabilities: [2, finding, "many"] }, "many"] } as const;
  const found = { id: "CVE-1", number: -5, score: 1.5, part: 0.5 };
  const [read] = readScanAnswer(encode(within, { results: [{ vulnerabilities: [found] }] })).results;
  assert.deepEqual(
    read?.vulnerabilities.map(({ id }) => id),
    ["CVE-1"],
  );
});

test("licences and what modules add are counted, so that nobody takes them for nothing", () => {
  const bytes = encode(SCAN_ANSWER, { results: [{ licenses: [{ severity: 2, name: "GPL-3.0", confidence: 0.5 }] }] });
  assert.equal(readScanAnswer(bytes).results[0]?.others, 1);
  assert.deepEqual(decode(SCAN_ANSWER, bytes), {
    results: [{ licenses: [{ severity: 2, name: "GPL-3.0", confidence: 0.5 }] }],
  });
});

test.run();
