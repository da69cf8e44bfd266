import { type Finding, type SecretFinding, toSeverity, type VulnerabilityFinding } from "../../../../core/mod.ts";
import { componentType, SECRET_COMPONENT } from "./component_type.ts";
import type { TrivyReport, TrivyResult, TrivySecret, TrivyVulnerability } from "./schema.ts";

/** All findings of a report, in Trivy's order. A report without results is that of a clean image. */
export function toFindings(report: TrivyReport): Finding[] {
  return (report.Results ?? []).flatMap((result) => [
    ...(result.Vulnerabilities ?? []).map((vulnerability) => toVulnerability(vulnerability, result)),
    ...(result.Secrets ?? []).map((secret) => toSecret(secret, result)),
  ]);
}

function toVulnerability(found: TrivyVulnerability, result: TrivyResult): VulnerabilityFinding {
  return {
    type: "vulnerability",
    ...toPlace(result),
    componentType: componentType({ class: result.Class, type: result.Type }),
    severity: toSeverity(found.Severity),
    id: found.VulnerabilityID,
    library: found.PkgName,
    installedVersion: found.InstalledVersion,
    fixedVersion: found.FixedVersion,
    ...(found.Title !== undefined && { title: found.Title }),
    ...(found.Description !== undefined && { description: found.Description }),
    ...(found.CVSS !== undefined && found.CVSS !== null && { cvss: found.CVSS }),
    ...(found.SeveritySource !== undefined && { severitySource: found.SeveritySource }),
    ...(found.PrimaryURL !== undefined && { primaryUrl: found.PrimaryURL }),
  };
}

function toSecret(found: TrivySecret, result: TrivyResult): SecretFinding {
  return {
    type: "secret",
    ...toPlace(result),
    componentType: SECRET_COMPONENT,
    severity: toSeverity(found.Severity),
    ruleId: found.RuleID,
    category: found.Category,
    title: found.Title,
    startLine: found.StartLine,
    endLine: found.EndLine,
    match: found.Match,
  };
}

function toPlace(result: TrivyResult) {
  return { target: result.Target, typeDetail: result.Type, classDetail: result.Class };
}
