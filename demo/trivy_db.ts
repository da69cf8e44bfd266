import { SEVERITIES } from "../core/mod.ts";
import { type Advisory, type AffectedPackage, DATA_SOURCES, type DataSource } from "./advisories/mod.ts";
import { type BoltBucket, writeBolt } from "./bolt/mod.ts";

/** Trivy's numbers for the statuses of an advisory. */
const STATUS_NUMBERS = { affected: 2, will_not_fix: 5, fix_deferred: 6 } as const;

/** A bucket while it is filled. */
type OpenBucket = Map<string, string | OpenBucket>;

/**
 * Writes advisories as the file `trivy.db`, in the form (schema 2) that Trivy reads.
 *
 * @see https://github.com/aquasecurity/trivy-db
 */
export function writeTrivyDb(advisories: readonly Advisory[]): Uint8Array {
  const root = new Map<string, OpenBucket>();
  for (const advisory of advisories) {
    openBucket(root, "vulnerability").set(advisory.id, JSON.stringify(toVulnerability(advisory)));
    for (const affected of advisory.affects) {
      const source = DATA_SOURCES[affected.source];
      openBucket(root, "data-source").set(source.bucket, JSON.stringify(toDataSource(source)));
      const packages = openBucket(root, source.bucket);
      openBucket(packages, affected.package).set(advisory.id, JSON.stringify(toRange(affected)));
    }
  }
  return writeBolt(root satisfies ReadonlyMap<string, BoltBucket>);
}

function openBucket(parent: Map<string, string | OpenBucket>, name: string): OpenBucket {
  const found = parent.get(name);
  const bucket: OpenBucket = found instanceof Map ? found : new Map();
  parent.set(name, bucket);
  return bucket;
}

function toVulnerability({ title, description, severity, cvss, affects }: Advisory) {
  const scorers = new Set(affects.map(({ source }) => DATA_SOURCES[source].scorer));
  const score = cvss && { V3Vector: cvss.vector, V3Score: cvss.score };
  const byScorer = <T>(value: T) => Object.fromEntries(Array.from(scorers, (scorer) => [scorer, value]));
  return {
    Title: title,
    Description: description,
    Severity: severity,
    VendorSeverity: byScorer(SEVERITIES.indexOf(severity)),
    ...(score && { CVSS: byScorer(score) }),
  };
}

function toRange(affected: AffectedPackage) {
  const { fixed, vulnerable, status = "affected" } = affected;
  if (affected.source === "npm" || affected.source === "maven") {
    const all = fixed === undefined ? ">=0" : `<${fixed}`;
    return { VulnerableVersions: [vulnerable ?? all], ...(fixed !== undefined && { PatchedVersions: [fixed] }) };
  }
  return fixed === undefined ? { Status: STATUS_NUMBERS[status] } : { FixedVersion: fixed };
}

function toDataSource({ id, name, url }: DataSource) {
  return { ID: id, Name: name, URL: url };
}
