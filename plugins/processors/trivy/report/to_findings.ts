import {
  type CvssScore,
  type FindingLocation,
  type Fix,
  type FixState,
  type LicenseFinding,
  type MisconfigurationFinding,
  type Package,
  type SecretFinding,
  toSeverity,
  type VulnerabilityFinding,
} from "../../../../core/kit.ts";
import type { Finding } from "../../../../core/mod.ts";
import { toPackageType } from "../../../lib/formats/package_type.ts";
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
  return report.Results.flatMap((result) => {
    const { Target, Class, Type } = result;
    const raw = { Target, Class, Type };
    // Trivy calls the image's own config by the image's name.
    const path = Target === image ? "" : Target;
    return [
      ...result.Vulnerabilities.map((vulnerability) => toVulnerability(vulnerability, raw)),
      ...result.Secrets.map((secret) => toSecret(secret, { raw, path })),
      ...result.Misconfigurations.filter(isFailed).map((found) => toMisconfiguration(found, { raw, path })),
      ...result.Licenses.map((license) => toLicense(license, raw)),
    ];
  });
}

/** The part of Trivy's report that something is in. One object for all its findings. */
type Raw = Pick<TrivyResult, "Target" | "Class" | "Type">;

interface FilePlace {
  readonly raw: Raw;
  readonly path: string;
}

function toVulnerability(found: TrivyVulnerability, raw: Raw): VulnerabilityFinding {
  const { PkgName: name, InstalledVersion: version, PkgIdentifier, FixedVersion, CVSS } = found;
  const { VendorIDs, CweIDs, References } = found;
  const cvss = toCvss(CVSS);
  const fix = toFix(found);
  const isPlainFix = FixedVersion === fix.versions.join(", ");
  const hasCvss = CVSS !== undefined && CVSS !== null;
  return {
    kind: "vulnerability",
    id: found.VulnerabilityID,
    severity: toSeverity(found.Severity),
    package: toPackage({ name, version, purl: PkgIdentifier?.PURL }, raw),
    fix,
    location: toLocation({ path: toPackagePath(found, raw), Layer: found.Layer }),
    ...(found.Title !== undefined && { title: found.Title }),
    ...(found.Description !== undefined && { description: found.Description }),
    ...(found.PrimaryURL !== undefined && { primaryUrl: found.PrimaryURL }),
    ...(References?.length && { references: References }),
    ...(VendorIDs?.length && { aliases: VendorIDs }),
    ...(CweIDs?.length && { cwes: CweIDs }),
    ...(cvss.length > 0 && { cvss }),
    ...(found.SeveritySource !== undefined && { severitySource: found.SeveritySource }),
    ...(found.PublishedDate && { publishedAt: found.PublishedDate }),
    ...(found.LastModifiedDate && { modifiedAt: found.LastModifiedDate }),
    raw: isPlainFix && !hasCvss ? raw : { ...raw, ...(hasCvss && { CVSS }), ...(!isPlainFix && { FixedVersion }) },
  };
}

/** A package of one part of a report. */
export function toPackage(
  { name, version, purl }: Pick<Package, "name" | "version"> & { readonly purl: string | undefined },
  { Class, Type }: Pick<Raw, "Class" | "Type">,
): Package {
  const isOfSystem = Class === "os-pkgs";
  return {
    name,
    version,
    class: isOfSystem ? "os" : "language",
    type: isOfSystem ? Type.trim() : toPackageType(Type),
    ...(purl && { purl }),
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

const CVSS_KEYS = [
  [2, "V2Vector", "V2Score"],
  [3, "V3Vector", "V3Score"],
  [4, "V40Vector", "V40Score"],
] as const;

/** Trivy's `{ nvd: { V3Vector, V3Score } }` as a list. What is not of that shape is left out. */
function toCvss(cvss: unknown): readonly CvssScore[] {
  if (typeof cvss !== "object" || cvss === null) return [];
  return Object.entries(cvss).flatMap(([source, said]: [string, unknown]) => {
    if (typeof said !== "object" || said === null) return [];
    const scores = said as Readonly<Record<string, unknown>>;
    return CVSS_KEYS.flatMap(([version, vectorKey, scoreKey]) => {
      const { [vectorKey]: vector, [scoreKey]: score } = scores;
      const known = {
        ...(typeof vector === "string" && vector !== "" && { vector }),
        ...(typeof score === "number" && { score }),
      };
      return Object.keys(known).length === 0 ? [] : { source, version, ...known };
    });
  });
}

/** Types of packages that Trivy reports in one result for all files; of others the result is that of their file. */
const GATHERED: ReadonlySet<string> = new Set(["python-pkg", "conda-pkg", "gemspec", "node-pkg", "jar"]);

/** The file that names a package; empty where Trivy does not say. */
export function toPackagePath({ PkgPath }: Pick<TrivyVulnerability, "PkgPath">, { Class, Type, Target }: Raw): string {
  if (PkgPath) return PkgPath;
  return Class === "lang-pkgs" && !GATHERED.has(Type) ? Target : "";
}

interface Place extends Pick<TrivyVulnerability, "Layer"> {
  readonly path: string;
  readonly StartLine?: number;
  readonly EndLine?: number;
}

function toLocation({ path, StartLine, EndLine, Layer }: Place) {
  return {
    ...(path !== "" && { path }),
    ...(StartLine && { startLine: StartLine }),
    ...(EndLine && { endLine: EndLine }),
    ...toLayer(Layer),
  };
}

/** The layer that something lies in, under its key; nothing where that is not known. */
export function toLayer({
  Digest,
  DiffID,
}: NonNullable<TrivyVulnerability["Layer"]> = {}): Pick<FindingLocation, "layer"> {
  const layer = { ...(Digest && { digest: Digest }), ...(DiffID && { diffId: DiffID }) };
  return Object.keys(layer).length > 0 ? { layer } : {};
}

function toSecret(found: TrivySecret, { raw, path }: FilePlace): SecretFinding {
  return {
    kind: "secret",
    id: found.RuleID,
    severity: toSeverity(found.Severity),
    title: found.Title,
    category: found.Category,
    match: found.Match,
    location: toLocation({ ...found, path }),
    raw,
  };
}

const NO_FAILURES: ReadonlySet<string> = new Set(["PASS", "EXCEPTION"]);

/** Trivy leaves out what passed unless it is asked for it. A status that nobody knows is no pass. */
function isFailed({ Status }: TrivyMisconfiguration): boolean {
  return !NO_FAILURES.has(Status.trim().toUpperCase());
}

function toMisconfiguration(found: TrivyMisconfiguration, { raw, path }: FilePlace): MisconfigurationFinding {
  const { Resource: resource, StartLine, EndLine } = found.CauseMetadata;
  const id = found.ID || found.AVDID;
  const aliases = [found.AVDID, ...(found.Aliases ?? [])].filter((name) => name !== "" && name !== id);
  return {
    kind: "misconfiguration",
    id,
    ...(aliases.length > 0 && { aliases: [...new Set(aliases)] }),
    severity: toSeverity(found.Severity),
    fileType: raw.Type,
    title: found.Title,
    message: found.Message,
    resolution: found.Resolution,
    location: toLocation({ StartLine, EndLine, Layer: found.Layer, path }),
    ...(found.Description !== undefined && { description: found.Description }),
    ...(resource && { resource }),
    ...(found.PrimaryURL !== undefined && { primaryUrl: found.PrimaryURL }),
    ...(found.References?.length && { references: found.References }),
    raw,
  };
}

function toLicense(found: TrivyLicense, raw: Raw): LicenseFinding {
  return {
    kind: "license",
    id: found.Name,
    severity: toSeverity(found.Severity),
    category: found.Category,
    confidence: found.Confidence,
    location: toLocation({ path: found.FilePath, Layer: undefined }),
    ...(found.PkgName !== "" && { package: { name: found.PkgName } }),
    ...(found.Link && { primaryUrl: found.Link }),
    raw,
  };
}
