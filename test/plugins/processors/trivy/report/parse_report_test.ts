import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "uvu";
import { parseReport } from "#plugins/processors/trivy/report/parse_report.ts";
import { toFindings } from "#plugins/processors/trivy/report/to_findings.ts";
import { CONFIG, MISCONFIGURATION, RESULT, reportOf, VULNERABILITY } from "../support/report_samples.ts";

test("a vulnerability keeps all that Trivy tells", () => {
  assert.deepEqual(toFindings(parseReport(reportOf(RESULT))), [
    {
      kind: "vulnerability",
      id: "CVE-2021-44906",
      severity: "CRITICAL",
      package: { name: "minimist", version: "1.2.5", class: "language", type: "npm" },
      fix: { state: "fixed", versions: ["1.2.6"] },
      location: {},
      title: "minimist: prototype pollution",
      description: "Set through __proto__.",
      cvss: [{ source: "ghsa", version: 3, score: 9.8 }],
      severitySource: "ghsa",
      primaryUrl: "https://avd.example.com/cve-2021-44906",
      raw: { Target: "Node.js", Class: "lang-pkgs", Type: "node-pkg", CVSS: { ghsa: { V3Score: 9.8 } } },
    },
  ]);
});

test("a vulnerability has what newer releases of Trivy say; of an older one the file is that of its result", () => {
  const open = {
    ...{ PkgIdentifier: { PURL: "pkg:golang/x@1" }, Status: "will_not_fix", FixedVersion: "", CweIDs: ["CWE-1"] },
    ...{ VendorIDs: ["GHSA-1"], References: ["https://example.com/1"], Layer: { DiffID: "sha256:1" } },
    ...{ PublishedDate: "2024-01-02T03:04:05Z", LastModifiedDate: "2024-02-02T03:04:05Z" },
  };
  const result = { Target: "usr/bin/tool", Class: "lang-pkgs", Type: "gobinary" };
  const both = [
    { ...VULNERABILITY, ...open },
    { ...VULNERABILITY, FixedVersion: "1.2.6, 2.0.1" },
  ];
  const [newer, older] = toFindings(parseReport(reportOf({ ...result, Vulnerabilities: both })));
  assert.ok(newer?.kind === "vulnerability" && older?.kind === "vulnerability");
  const { fix, aliases, cwes, references, publishedAt, modifiedAt } = newer;
  const { path, layer } = newer.location;
  const { purl } = newer.package;
  assert.deepEqual([purl, path, aliases, cwes], ["pkg:golang/x@1", "usr/bin/tool", ["GHSA-1"], ["CWE-1"]]);
  assert.deepEqual([fix, references], [{ state: "will_not_fix", versions: [] }, ["https://example.com/1"]]);
  assert.deepEqual(
    [layer, publishedAt, modifiedAt],
    [{ diffId: "sha256:1" }, open.PublishedDate, open.LastModifiedDate],
  );
  assert.deepEqual(older.fix, { state: "fixed", versions: ["1.2.6", "2.0.1"] });
  assert.equal(older.package.purl, undefined);
});

test("text that Trivy leaves out is empty, and an empty severity is UNKNOWN", () => {
  const [finding] = toFindings(
    parseReport(reportOf({ Vulnerabilities: [{ VulnerabilityID: "CVE-1", Severity: "" }] })),
  );
  assert.deepEqual(finding, {
    kind: "vulnerability",
    id: "CVE-1",
    severity: "UNKNOWN",
    package: { name: "", version: "", class: "language", type: "" },
    fix: { state: "unknown", versions: [] },
    location: {},
    raw: { Target: "", Class: "", Type: "" },
  });
});

test("a secret says where it is", () => {
  const secret = {
    RuleID: "aws-access-key-id",
    Category: "AWS",
    Severity: "CRITICAL",
    Title: "AWS",
    StartLine: 2,
    EndLine: 3,
    Match: "***",
  };
  const [finding] = toFindings(parseReport(reportOf({ Target: "/a.env", Class: "secret", Secrets: [secret] })));
  assert.deepEqual(finding, {
    kind: "secret",
    id: "aws-access-key-id",
    severity: "CRITICAL",
    category: "AWS",
    title: "AWS",
    match: "***",
    location: { path: "/a.env", startLine: 2, endLine: 3 },
    raw: { Target: "/a.env", Class: "secret", Type: "" },
  });
});

test("a misconfiguration is a finding of its file's type", () => {
  const [finding] = toFindings(parseReport(reportOf({ ...CONFIG, Misconfigurations: [MISCONFIGURATION] })));
  assert.deepEqual(finding, {
    kind: "misconfiguration",
    id: "DS002",
    aliases: ["AVD-DS-0002"],
    severity: "HIGH",
    fileType: "dockerfile",
    title: MISCONFIGURATION.Title,
    message: MISCONFIGURATION.Message,
    resolution: MISCONFIGURATION.Resolution,
    location: { path: "srv/Dockerfile", startLine: 2, endLine: 3 },
    description: MISCONFIGURATION.Description,
    primaryUrl: MISCONFIGURATION.PrimaryURL,
    references: MISCONFIGURATION.References,
    raw: { Target: "srv/Dockerfile", Class: "config", Type: "dockerfile" },
  });
});

test("a check that passed, or that was excepted, is no finding", () => {
  const all = ["PASS", "FAIL", "EXCEPTION"].map((Status) => ({ ...MISCONFIGURATION, Status, CauseMetadata: null }));
  const findings = toFindings(parseReport(reportOf({ ...CONFIG, Misconfigurations: all })));
  assert.equal(findings.length, 1);
  assert.ok(findings[0]?.kind === "misconfiguration" && findings[0].location.startLine === undefined);
});

test("a licence names its package", () => {
  const told = { Severity: "LOW", Category: "notice", PkgName: "express", FilePath: "", Name: "MIT", Link: "" };
  const result = { Target: "Node.js", Class: "license", Licenses: [{ ...told, Confidence: 0.9 }, told] };
  const [license, older] = toFindings(parseReport(reportOf(result)));
  assert.deepEqual(license, {
    kind: "license",
    id: "MIT",
    severity: "LOW",
    category: "notice",
    package: { name: "express" },
    location: {},
    confidence: 0.9,
    raw: { Target: "Node.js", Class: "license", Type: "" },
  });
  assert.ok(older?.kind === "license" && older.confidence === 1);
});

test("a report without results is that of a clean image", () => {
  for (const Results of [undefined, null, [], [{ Target: "x", Class: "os-pkgs", Type: "debian" }]]) {
    assert.deepEqual(toFindings(parseReport(JSON.stringify({ SchemaVersion: 2, ArtifactName: "a", Results }))), []);
  }
});

test("a wrong type in text that is only read by people does not cost the finding", () => {
  const odd = { ...VULNERABILITY, Title: 7, Description: [], PrimaryURL: null, SeveritySource: {}, CVSS: null };
  const [finding] = toFindings(parseReport(reportOf({ ...RESULT, Vulnerabilities: [odd], CustomResources: "odd" })));
  assert.ok(finding?.kind === "vulnerability");
  assert.equal(finding.id, "CVE-2021-44906");
  for (const key of ["title", "description", "cvss", "severitySource", "primaryUrl"]) assert.ok(!(key in finding), key);
});

test("text that is no whole report of one image is never a clean one", () => {
  const texts = ["", " \n", "{}", "[]", "null", "Usage: trivy", '{"SchemaVersion":2}', '{"ArtifactName":"a"}'];
  for (const text of [...texts, '{"SchemaVersion":3,"ArtifactName":"a"}', '{"SchemaVersion":2,"ArtifactName":""}']) {
    assert.throws(() => parseReport(text), /the report is/, text);
  }
});

test("a report that is cut at any place is refused", () => {
  const whole = reportOf(RESULT, RESULT);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: whole.length - 1 }), (length) => {
      assert.throws(() => parseReport(whole.slice(0, length)));
    }),
  );
});

test.run();
