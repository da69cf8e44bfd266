import type { Finding, SecretFinding, VulnerabilityFinding } from "../../../core/mod.ts";

/** A finding with the field names of the report. */
export type ReportedFinding = Readonly<Record<string, unknown>>;

/** Gives a finding the field names of the report. Optional fields are there when the scanner gave them. */
export function toReportedFinding(finding: Finding): ReportedFinding {
  return finding.type === "secret" ? toSecret(finding) : toVulnerability(finding);
}

function toVulnerability(finding: VulnerabilityFinding): ReportedFinding {
  const { title, description, cvss, severitySource, primaryUrl } = finding;
  return {
    vuln_id: finding.id,
    installed_vers: finding.installedVersion,
    fixed: finding.fixedVersion,
    library: finding.library,
    type_detail: finding.typeDetail,
    class_detail: finding.classDetail,
    target: finding.target,
    type: "vulnerability",
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(cvss !== undefined && { cvss }),
    ...(severitySource !== undefined && { severitysource: severitySource }),
    ...(primaryUrl !== undefined && { primaryurl: primaryUrl }),
  };
}

function toSecret(finding: SecretFinding): ReportedFinding {
  return {
    secret_id: finding.ruleId,
    category: finding.category,
    title: finding.title,
    target: finding.target,
    start_line: finding.startLine,
    end_line: finding.endLine,
    match: finding.match,
    type_detail: finding.typeDetail,
    class_detail: finding.classDetail,
    type: "secret",
  };
}
