import type {
  Finding,
  LicenseFinding,
  MisconfigurationFinding,
  SecretFinding,
  VulnerabilityFinding,
} from "../../../core/mod.ts";

/** A finding with the field names of the report. */
export type ReportedFinding = Readonly<Record<string, unknown>>;

/** Gives a finding the field names of the report. Optional fields are there when the scanner gave them. */
export function toReportedFinding(finding: Finding): ReportedFinding {
  switch (finding.type) {
    case "vulnerability":
      return toVulnerability(finding);
    case "secret":
      return toSecret(finding);
    case "misconfiguration":
      return toMisconfiguration(finding);
    case "license":
      return toLicense(finding);
  }
}

/** Gives a finding the field names of the report, with all that is known of it besides under `details`. */
export function toDetailedFinding(finding: Finding): ReportedFinding {
  const { fingerprint, scanner, path, layer, references } = finding;
  const own = finding.type === "vulnerability" ? finding : undefined;
  const details = {
    ...{ fingerprint, scanner, purl: own?.purl, path: path || undefined, status: own?.fix?.state },
    ...{ fix_versions: own?.fix?.versions, aliases: own?.aliases, cwes: own?.cwes },
    ...{ published_at: own?.publishedAt, modified_at: own?.modifiedAt },
    layer: layer && { digest: layer.digest, diff_id: layer.diffId },
    references,
  };
  return { ...toReportedFinding(finding), details };
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

function toMisconfiguration(finding: MisconfigurationFinding): ReportedFinding {
  const { description, resource, primaryUrl } = finding;
  return {
    misconf_id: finding.id,
    title: finding.title,
    message: finding.message,
    resolution: finding.resolution,
    target: finding.target,
    start_line: finding.startLine,
    end_line: finding.endLine,
    type_detail: finding.typeDetail,
    class_detail: finding.classDetail,
    type: "misconfiguration",
    ...(description !== undefined && { description }),
    ...(resource !== undefined && { resource }),
    ...(primaryUrl !== undefined && { primaryurl: primaryUrl }),
  };
}

function toLicense(finding: LicenseFinding): ReportedFinding {
  return {
    license: finding.license,
    category: finding.category,
    library: finding.library,
    file_path: finding.path,
    confidence: finding.confidence,
    target: finding.target,
    type_detail: finding.typeDetail,
    class_detail: finding.classDetail,
    type: "license",
    ...(finding.link !== undefined && { link: finding.link }),
  };
}
