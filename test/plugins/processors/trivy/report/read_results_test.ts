import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "uvu";
import { parseReport } from "#plugins/processors/trivy/report/parse_report.ts";
import { toFindings } from "#plugins/processors/trivy/report/to_findings.ts";
import { CONFIG, MISCONFIGURATION, RESULT, reportOf, VULNERABILITY } from "../support/report_samples.ts";

/** The findings of a report with a sound vulnerability and an odd result before it, and what is told of the odd one. */
function readBeside(odd: unknown) {
  const report = parseReport(reportOf(odd, RESULT));
  const findings = toFindings(report);
  const sound = findings.pop();
  assert.ok(sound?.kind === "vulnerability" && sound.id === VULNERABILITY.VulnerabilityID);
  return { findings, odd: report.odd };
}

test("an odd field of a finding costs neither the finding nor the others, and is told", () => {
  const odd = { ...VULNERABILITY, InstalledVersion: 5, FixedVersion: ["1.2.6"], PkgName: true };
  const { findings, odd: told } = readBeside({ ...RESULT, Vulnerabilities: [VULNERABILITY, odd] });
  assert.equal(findings.length, 2);
  assert.deepEqual(findings[1], {
    ...findings[0],
    package: { name: "true", version: "5", class: "language", type: "npm" },
    fix: { state: "unknown", versions: [] },
  });
  assert.equal(told?.count, 1);
  assert.match(told?.first ?? "", /^Results\[0\]\.Vulnerabilities\[1\]\.PkgName: .*expected string/);
});

test("a finding without an id, or that is none at all, is kept as one of an unknown id", () => {
  const { VulnerabilityID: _, ...nameless } = VULNERABILITY;
  for (const id of [{}, { VulnerabilityID: null }, { VulnerabilityID: " " }, { VulnerabilityID: {} }]) {
    const { findings, odd } = readBeside({ ...RESULT, Vulnerabilities: [{ ...nameless, ...id }] });
    assert.ok(findings[0]?.kind === "vulnerability" && findings[0].id === "UNKNOWN", JSON.stringify(id));
    assert.equal(findings[0].severity, "CRITICAL");
    assert.ok(odd !== undefined && odd.count >= 1);
  }
  for (const item of ["CVE-1", null, 7, ["CVE-1"]]) {
    const { findings, odd } = readBeside({ ...RESULT, Vulnerabilities: [item] });
    assert.ok(findings[0]?.kind === "vulnerability" && findings[0].id === "UNKNOWN", JSON.stringify(item));
    assert.ok(odd !== undefined);
  }
});

test("a severity is read in any case; one that nobody knows is UNKNOWN, and is told", () => {
  const severityOf = (Severity: unknown) => {
    const { findings, odd } = readBeside({ ...RESULT, Vulnerabilities: [{ ...VULNERABILITY, Severity }] });
    return [findings[0]?.severity, odd?.count];
  };
  assert.deepEqual(severityOf("critical"), ["CRITICAL", undefined]);
  assert.deepEqual(severityOf(" High "), ["HIGH", undefined]);
  for (const none of [null, "", "UNKNOWN"]) assert.deepEqual(severityOf(none), ["UNKNOWN", undefined]);
  assert.deepEqual(severityOf("SEVERE"), ["UNKNOWN", 1]);
  assert.deepEqual(severityOf({}), ["UNKNOWN", 1]);
  assert.deepEqual(severityOf(3), ["UNKNOWN", 2]);
});

test("odd numbers and texts of secrets, misconfigurations and licences are mended or left out, and told", () => {
  const { findings, odd } = readBeside({
    Target: "x",
    Type: 5,
    Secrets: [{ RuleID: "key", StartLine: "2", EndLine: {} }],
    Misconfigurations: [{ ...MISCONFIGURATION, CauseMetadata: { StartLine: "4", EndLine: 5, Resource: "web" } }],
    Licenses: [
      { Name: "MIT", Confidence: "1" },
      { Name: ["MIT"], Confidence: "high" },
    ],
  });
  const [secret, misconfiguration, license, nameless] = findings;
  assert.ok(secret?.kind === "secret" && secret.id === "key");
  assert.deepEqual(secret.location, { path: "x", startLine: 2 });
  assert.ok(misconfiguration?.kind === "misconfiguration" && misconfiguration.resource === "web");
  assert.deepEqual([misconfiguration.location.startLine, misconfiguration.location.endLine], [4, 5]);
  assert.ok(license?.kind === "license" && license.id === "MIT" && license.confidence === 1);
  assert.ok(nameless?.kind === "license" && nameless.id === "" && nameless.confidence === 1);
  assert.equal(secret.raw?.Type, "5");
  assert.equal(odd?.count, 5);
});

test("a check whose status nobody knows is a finding", () => {
  const all = ["fail", "FAILURE", 1, "pass"].map((Status) => ({ ...MISCONFIGURATION, Status }));
  assert.equal(toFindings(parseReport(reportOf({ ...CONFIG, Misconfigurations: all }))).length, 3);
});

test("what may have held any number of findings is told; where nothing else is there, the report is refused", () => {
  const lost = [{ ...RESULT, Vulnerabilities: {} }, { Misconfigurations: "DS002" }, null, "text", []];
  for (const result of lost) {
    const { findings, odd } = readBeside(result);
    assert.deepEqual(findings, []);
    assert.ok(odd !== undefined && odd.count === 1, JSON.stringify(result));
    assert.throws(() => parseReport(reportOf(result)), /is not as expected: Results\[0\]/);
  }
  for (const Results of [{}, "none", 7]) {
    const text = JSON.stringify({ SchemaVersion: 2, ArtifactName: "app:1", Results });
    assert.throws(() => parseReport(text), /is not as expected: Results/);
  }
});

test("whatever a finding holds, none is lost, and what is odd is told", () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue(), { maxLength: 5 }), (Vulnerabilities) => {
      const { findings, odd } = readBeside({ ...RESULT, Vulnerabilities });
      assert.equal(findings.length, Vulnerabilities.length);
      assert.equal(odd === undefined, Vulnerabilities.length === 0);
    }),
  );
});

test.run();
