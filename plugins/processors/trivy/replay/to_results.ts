import { SEVERITIES, type Severity } from "../../../../core/mod.ts";
import type { TrivyResult, TrivySecret, TrivyVulnerability } from "../report/schema.ts";
import { NotReplayable } from "./not_replayable.ts";
import type { Layer, Package } from "./wire/package.ts";
import type { AnsweredResult, ScanAnswer } from "./wire/scan_answer.ts";
import type { CvssOfVendor, Timestamp, Vulnerability } from "./wire/vulnerability.ts";

/** What a client would be asked for besides; a server is not told. */
export interface ToResultsOptions {
  readonly severities: readonly Severity[];
  readonly ignoreUnfixed: boolean;
  /** Whether the packages are listed. @default {false} */
  readonly packages?: boolean;
}

/** The numbers of states, as Trivy's database has them; 0 is unknown, and not written. */
const STATUSES = [
  undefined,
  ...(["not_affected", "affected", "fixed", "under_investigation"] as const),
  ...(["will_not_fix", "fix_deferred", "end_of_life"] as const),
];
const FIXED = STATUSES.indexOf("fixed");

/**
 * Makes of a server's answer the results that its client would put into a report: what is too harmless or has no fix is
 * left out where that is asked for, and vulnerabilities are sorted.
 *
 * @throws {NotReplayable} Where it is not certain what a client would make of it
 */
export function toResults({ results }: Pick<ScanAnswer, "results">, options: ToResultsOptions): TrivyResult[] {
  return results.map((result) => toResult(result, options));
}

function toResult(result: AnsweredResult, options: ToResultsOptions): TrivyResult {
  const { target: Target, class: Class, type: Type, others } = result;
  if (others > 0) throw new NotReplayable(`"${Target}" has findings that are neither vulnerabilities nor secrets`);
  return {
    ...{ Target, Class, Type, Misconfigurations: [], Licenses: [] },
    Vulnerabilities: toVulnerabilities(result, options),
    Secrets: toSecrets(result, options),
    Packages: options.packages === true ? result.packages.map(toPackage) : [],
  };
}

function toVulnerabilities(
  { vulnerabilities }: AnsweredResult,
  { severities, ignoreUnfixed }: ToResultsOptions,
): TrivyVulnerability[] {
  const kept = vulnerabilities
    .filter((found) => severities.includes(nameSeverity(found)) && !(ignoreUnfixed && found.status !== FIXED))
    .sort(compare);
  for (const [index, found] of kept.entries()) {
    const before = kept[index - 1];
    if (before === undefined || compare(before, found) !== 0) continue;
    throw new NotReplayable(`${found.id} was found twice in ${found.packageName} ${found.installedVersion}`);
  }
  return kept.map(toVulnerability);
}

function nameSeverity({ id, severity }: Vulnerability): Severity {
  const name = SEVERITIES[severity];
  if (name === undefined) throw new NotReplayable(`${id} has the severity ${severity}, which is not known`);
  return name;
}

/** Trivy's order: by package, its version, the worst first, by id and path. Nothing else tells two findings apart. */
function compare(a: Vulnerability, b: Vulnerability): number {
  return (
    compareTexts(a.packageName, b.packageName) ||
    compareTexts(a.installedVersion, b.installedVersion) ||
    b.severity - a.severity ||
    compareTexts(a.id, b.id) ||
    compareTexts(a.packagePath, b.packagePath)
  );
}

function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function toVulnerability(found: Vulnerability): TrivyVulnerability {
  const { id, status, cvss, purl } = found;
  if (id.trim() === "") throw new NotReplayable("a vulnerability has no id");
  if (status !== 0 && STATUSES[status] === undefined) {
    throw new NotReplayable(`${id} has the status ${status}, which is not known`);
  }
  return {
    VulnerabilityID: id,
    PkgName: found.packageName,
    InstalledVersion: found.installedVersion,
    FixedVersion: found.fixedVersion,
    Severity: nameSeverity(found),
    Title: orNothing(found.title),
    Description: orNothing(found.description),
    SeveritySource: orNothing(found.severitySource),
    PrimaryURL: orNothing(found.primaryUrl),
    CVSS: cvss.length === 0 ? undefined : toCvss(cvss),
    VendorIDs: [...found.vendorIds],
    PkgPath: orNothing(found.packagePath),
    PkgIdentifier: { PURL: orNothing(purl) },
    Status: STATUSES[status],
    Layer: toLayer(found.layer),
    CweIDs: [...found.cweIds],
    References: [...found.references],
    PublishedDate: toDate(found.publishedAt),
    LastModifiedDate: toDate(found.modifiedAt),
  };
}

/** Trivy leaves out texts that are empty. */
function orNothing(text: string): string | undefined {
  return text === "" ? undefined : text;
}

/** By vendor, sorted, without what is empty: as Go writes it. */
function toCvss(cvss: readonly CvssOfVendor[]): Readonly<Record<string, unknown>> {
  const sorted = cvss.length === 1 ? cvss : [...cvss].sort((a, b) => compareTexts(a.vendor, b.vendor));
  const ratings: Record<string, Record<string, string | number>> = {};
  for (const vendor of sorted) {
    const rating: Record<string, string | number> = {};
    if (vendor.v2Vector !== "") rating.V2Vector = vendor.v2Vector;
    if (vendor.v3Vector !== "") rating.V3Vector = vendor.v3Vector;
    if (vendor.v40Vector !== "") rating.V40Vector = vendor.v40Vector;
    if (vendor.v2Score !== 0) rating.V2Score = vendor.v2Score;
    if (vendor.v3Score !== 0) rating.V3Score = vendor.v3Score;
    if (vendor.v40Score !== 0) rating.V40Score = vendor.v40Score;
    ratings[vendor.vendor] = rating;
  }
  return ratings;
}

/** As Go writes a moment: `2024-05-01T10:00:00Z`, with as many decimals as it has. */
function toDate(timestamp: Timestamp | undefined): string | undefined {
  if (timestamp === undefined) return undefined;
  const { seconds, nanos } = timestamp;
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime()) || nanos < 0 || nanos >= 1e9) throw new NotReplayable("a date is not a date");
  const decimals = nanos === 0 ? "" : `.${String(nanos).padStart(9, "0").replace(/0+$/, "")}`;
  return `${date.toISOString().slice(0, -".000Z".length)}${decimals}Z`;
}

function toSecrets({ secrets }: AnsweredResult, { severities }: ToResultsOptions): TrivySecret[] {
  const kept = secrets.filter(({ severity: name }) => {
    const severity = SEVERITIES.find((known) => known === name);
    if (severity === undefined) throw new NotReplayable(`a secret has the severity "${name}", which is not known`);
    return severities.includes(severity);
  });
  return kept.map((found) => ({
    ...{ RuleID: found.ruleId, Category: found.category, Severity: found.severity, Title: found.title },
    ...{ StartLine: found.startLine, EndLine: found.endLine, Match: found.match },
    Layer: toLayer(found.layer),
  }));
}

function toLayer(layer: Layer | undefined): TrivyVulnerability["Layer"] {
  return layer && { Digest: orNothing(layer.digest), DiffID: orNothing(layer.diffId) };
}

function toPackage(found: Package): unknown {
  return {
    ...{ Name: found.name, Version: found.version, Release: found.release, Epoch: found.epoch },
    Identifier: { PURL: orNothing(found.purl) },
    FilePath: orNothing(found.filePath),
    Licenses: found.licenses,
    Layer: toLayer(found.layer),
  };
}
