import type {
  LicenseFinding,
  MisconfigurationFinding,
  SecretFinding,
  VulnerabilityFinding,
} from "../../../../core/kit.ts";
import type { Finding } from "../../../../core/mod.ts";

/** A finding with the field names of the report. */
export type ReportedFinding = Readonly<Record<string, unknown>>;

/** Makes of a finding what the report has. Optional fields are there when the scanner said so. */
export function toReportedFinding(finding: Finding): ReportedFinding {
  switch (finding.kind) {
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

/** Makes of a finding what the report has, with all that is known of it besides under `details`. */
export function toDetailedFinding(finding: Finding): ReportedFinding {
  const { fingerprint, scanner, references, isNew } = finding;
  const { path, layer } = finding.location;
  const own = finding.kind === "vulnerability" ? finding : undefined;
  const details = {
    ...{ is_new: isNew, fingerprint, scanner, purl: own?.package.purl, path, status: own?.fix.state },
    ...{ fix_versions: own?.fix.versions, aliases: own?.aliases, cwes: own?.cwes },
    ...{ published_at: own?.publishedAt, modified_at: own?.modifiedAt },
    ...{ epss: own?.intel?.epss, kev: own?.intel?.kev },
    layer: layer && { digest: layer.digest, diff_id: layer.diffId },
    references,
  };
  return { ...toReportedFinding(finding), details };
}

function toVulnerability(finding: VulnerabilityFinding): ReportedFinding {
  const { title, description, cvss, severitySource, primaryUrl, raw } = finding;
  return {
    vuln_id: finding.id,
    installed_vers: finding.package.version,
    fixed: raw?.FixedVersion ?? finding.fix.versions.join(", "),
    library: finding.package.name,
    ...toRawFields(finding),
    type: "vulnerability",
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...((raw?.CVSS ?? cvss) !== undefined && { cvss: raw?.CVSS ?? cvss }),
    ...(severitySource !== undefined && { severitysource: severitySource }),
    ...(primaryUrl !== undefined && { primaryurl: primaryUrl }),
  };
}

function toSecret(finding: SecretFinding): ReportedFinding {
  const { target, ...kinds } = toRawFields(finding);
  return {
    secret_id: finding.id,
    category: finding.category,
    title: finding.title ?? "",
    target,
    ...toLines(finding),
    match: finding.match,
    ...kinds,
    type: "secret",
  };
}

function toMisconfiguration(finding: MisconfigurationFinding): ReportedFinding {
  const { description, resource, primaryUrl } = finding;
  const { target, ...kinds } = toRawFields(finding);
  return {
    misconf_id: finding.id,
    title: finding.title ?? "",
    message: finding.message,
    resolution: finding.resolution,
    target,
    ...toLines(finding),
    ...kinds,
    type: "misconfiguration",
    ...(description !== undefined && { description }),
    ...(resource !== undefined && { resource }),
    ...(primaryUrl !== undefined && { primaryurl: primaryUrl }),
  };
}

function toLicense(finding: LicenseFinding): ReportedFinding {
  const { target, ...kinds } = toRawFields(finding);
  return {
    license: finding.id,
    category: finding.category,
    library: finding.package?.name ?? "",
    file_path: finding.location.path ?? "",
    confidence: finding.confidence,
    target,
    ...kinds,
    type: "license",
    ...(finding.primaryUrl !== undefined && { link: finding.primaryUrl }),
  };
}

/** A line that is not known is 0 in the report. */
function toLines({ location }: Finding) {
  return { start_line: location.startLine ?? 0, end_line: location.endLine ?? 0 };
}

const CLASSES = { secret: "secret", misconfiguration: "config", license: "license" } as const;

/** Trivy's words for the part of the image and its kind; what another scanner found has the nearest of them. */
export function toRawFields(finding: Finding) {
  const { Type, Class, Target } = finding.raw ?? {};
  return {
    type_detail: typeof Type === "string" ? Type : toType(finding),
    class_detail: typeof Class === "string" ? Class : toClass(finding),
    target: typeof Target === "string" ? Target : (finding.location.path ?? ""),
  };
}

function toType(finding: Finding): string {
  if (finding.kind === "vulnerability") return finding.package.type;
  return finding.kind === "misconfiguration" ? finding.fileType : "";
}

function toClass(finding: Finding): string {
  if (finding.kind !== "vulnerability") return CLASSES[finding.kind];
  return finding.package.class === "os" ? "os-pkgs" : "lang-pkgs";
}
