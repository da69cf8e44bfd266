import { type Fix, type FixState, toSeverity } from "../../../../core/kit.ts";
import type {
  Finding,
  LicenseFinding,
  MisconfigurationFinding,
  SecretFinding,
  VulnerabilityFinding,
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
  const { ArtifactName: image } = report;
  return report.Results.flatMap((result) => [
    ...result.Vulnerabilities.map((vulnerability) => toVulnerability(vulnerability, result)),
    ...result.Secrets.map((secret) => toSecret(secret, { result, image })),
    ...result.Misconfigurations.filter(isFailed).map((found) => toMisconfiguration(found, { result, image })),
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
    ...toAdvisory(found),
    ...toOpenFacts({ ...found, path: toPackagePath(found, result) }),
  };
}

function toAdvisory(found: TrivyVulnerability) {
  const { PkgIdentifier, VendorIDs, CweIDs, PublishedDate, LastModifiedDate } = found;
  return {
    ...(PkgIdentifier?.PURL && { purl: PkgIdentifier.PURL }),
    fix: toFix(found),
    ...(VendorIDs?.length && { aliases: VendorIDs }),
    ...(CweIDs?.length && { cwes: CweIDs }),
    ...(PublishedDate && { publishedAt: PublishedDate }),
    ...(LastModifiedDate && { modifiedAt: LastModifiedDate }),
  };
}

const FIX_STATES = {
  ...{ fixed: true, affected: true, not_affected: true, under_investigation: true, unknown: true },
  ...{ will_not_fix: true, fix_deferred: true, end_of_life: true },
} as const satisfies Record<FixState, true>;

/** Trivy before 0.44 says only which version is without the vulnerability. */
function toFix({ Status, FixedVersion }: TrivyVulnerability): Fix {
  const versions = FixedVersion.split(",").flatMap((version) => version.trim() || []);
  if (Status !== undefined && isFixState(Status)) return { state: Status, versions };
  return { state: versions.length > 0 ? "fixed" : "unknown", versions };
}

function isFixState(status: string): status is FixState {
  return Object.hasOwn(FIX_STATES, status);
}

/** Types of packages that Trivy reports in one result for all files; of others the result is that of their file. */
const GATHERED: ReadonlySet<string> = new Set(["python-pkg", "conda-pkg", "gemspec", "node-pkg", "jar"]);

function toPackagePath({ PkgPath }: TrivyVulnerability, { Class, Type, Target }: TrivyResult): string | undefined {
  if (PkgPath) return PkgPath;
  return Class === "lang-pkgs" && !GATHERED.has(Type) && Target !== "" ? Target : undefined;
}

/** What findings of several kinds have where Trivy knows it. */
function toOpenFacts({ path, Layer, References }: OpenFacts) {
  const { Digest, DiffID } = Layer ?? {};
  const layer = { ...(Digest && { digest: Digest }), ...(DiffID && { diffId: DiffID }) };
  return {
    ...(path !== undefined && { path }),
    ...(Object.keys(layer).length > 0 && { layer }),
    ...(References?.length && { references: References }),
  };
}

interface OpenFacts extends Partial<Pick<TrivyVulnerability, "Layer" | "References">> {
  readonly path?: string | undefined;
}

interface FilePlace {
  readonly result: TrivyResult;
  /** What Trivy calls the image: what is in its config is reported under that. */
  readonly image: string;
}

function toSecret(found: TrivySecret, { result, image }: FilePlace): SecretFinding {
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
    ...toOpenFacts({ ...found, path: result.Target === image ? "" : result.Target }),
  };
}

const NO_FAILURES: ReadonlySet<string> = new Set(["PASS", "EXCEPTION"]);

/** Trivy leaves out what passed unless it is asked for it. A status that nobody knows is no pass. */
function isFailed({ Status }: TrivyMisconfiguration): boolean {
  return !NO_FAILURES.has(Status.trim().toUpperCase());
}

function toMisconfiguration(found: TrivyMisconfiguration, { result, image }: FilePlace): MisconfigurationFinding {
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
    ...toOpenFacts({ ...found, path: result.Target === image ? "" : result.Target }),
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
