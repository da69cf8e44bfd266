import {
  type Finding,
  type LicenseFinding,
  type MisconfigurationFinding,
  type SecretFinding,
  toSeverity,
  type VulnerabilityFinding,
} from "../../../../core/mod.ts";
import { componentType, LICENSE_COMPONENT, misconfigurationComponent, SECRET_COMPONENT } from "./component_type.ts";
import type {
  TrivyLicense,
  TrivyMisconfiguration,
  TrivyReport,
  TrivyResult,
  TrivySecret,
  TrivyVulnerability,
} from "./schema.ts";

/** All findings of a report, in Trivy's order. A report without results is that of a clean image. */
export function toFindings(report: TrivyReport): Finding[] {
  return report.Results.flatMap((result) => [
    ...result.Vulnerabilities.map((vulnerability) => toVulnerability(vulnerability, result)),
    ...result.Secrets.map((secret) => toSecret(secret, result)),
    ...result.Misconfigurations.filter(isFailed).map((found) => toMisconfiguration(found, result)),
    ...result.Licenses.map((license) => toLicense(license, result)),
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

const NO_FAILURES: ReadonlySet<string> = new Set(["PASS", "EXCEPTION"]);

/** Trivy leaves out what passed unless it is asked for it. A status that nobody knows is no pass. */
function isFailed({ Status }: TrivyMisconfiguration): boolean {
  return !NO_FAILURES.has(Status.trim().toUpperCase());
}

function toMisconfiguration(found: TrivyMisconfiguration, result: TrivyResult): MisconfigurationFinding {
  const { Resource: resource, StartLine: startLine, EndLine: endLine } = found.CauseMetadata;
  return {
    type: "misconfiguration",
    ...toPlace(result),
    componentType: misconfigurationComponent({ class: result.Class, type: result.Type }),
    severity: toSeverity(found.Severity),
    id: found.ID || found.AVDID,
    title: found.Title,
    message: found.Message,
    resolution: found.Resolution,
    startLine,
    endLine,
    ...(found.Description !== undefined && { description: found.Description }),
    ...(resource && { resource }),
    ...(found.PrimaryURL !== undefined && { primaryUrl: found.PrimaryURL }),
  };
}

function toLicense(found: TrivyLicense, result: TrivyResult): LicenseFinding {
  return {
    type: "license",
    ...toPlace(result),
    componentType: LICENSE_COMPONENT,
    severity: toSeverity(found.Severity),
    license: found.Name,
    category: found.Category,
    library: found.PkgName,
    path: found.FilePath,
    confidence: found.Confidence,
    ...(found.Link && { link: found.Link }),
  };
}

function toPlace(result: TrivyResult) {
  return { target: result.Target, typeDetail: result.Type, classDetail: result.Class };
}
