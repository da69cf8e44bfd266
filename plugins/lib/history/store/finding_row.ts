import { hash } from "node:crypto";
import type { Insertable } from "kysely";
import { fingerprintOf } from "../../../../core/kit.ts";
import type { Finding } from "../../../../core/mod.ts";
import type { FindingTable } from "./schema.ts";

/** Two of them fit into the 2700 bytes that PostgreSQL has for a row of an index. */
const MAX_NAME = 300;

/** The row of a finding: the same for all images that have it. */
export function toFindingRow(finding: Finding): Insertable<FindingTable> {
  const kept = reduce(finding);
  const data = JSON.stringify(kept);
  const found = finding.kind === "vulnerability" ? finding.package : undefined;
  return {
    hash: hash("sha256", data, "hex").slice(0, 32),
    fingerprint: kept.fingerprint,
    kind: finding.kind,
    name: cutName(finding.id),
    severity: finding.severity,
    package: cutName((finding.kind === "license" ? finding.package?.name : found?.name) ?? ""),
    version: found?.version ?? "",
    purl: found?.purl ?? "",
    path: finding.location.path ?? "",
    fixed: finding.kind === "vulnerability" ? (finding.fix.versions[0] ?? "") : "",
    data,
  };
}

/** A name as it is looked up. An index has no room for one without end, and an image may have it. */
export function cutName(name: string): string {
  return name.length <= MAX_NAME ? name : name.slice(0, MAX_NAME);
}

/** The finding of a row, as it was stored. */
export function toFinding({ data }: Pick<FindingTable, "data">): Finding {
  return JSON.parse(data) as Finding;
}

/** Without what is long, what belongs to one image, one run or one day, and the scanner's own words. */
function reduce(found: Finding) {
  const { description, references, raw, isNew, accepted, intel, ...finding } = found as Extract<
    Finding,
    { readonly kind: "vulnerability" }
  >;
  const { layer, ...location } = finding.location;
  return { ...finding, location, fingerprint: fingerprintIn(finding as Finding) };
}

/** The parts of a finding that tell one set of findings from another. */
export function toSetLine(finding: Finding): string {
  const { severity } = finding;
  const fingerprint = fingerprintIn(finding);
  if (finding.kind !== "vulnerability") return `${fingerprint} ${severity} ${finding.location.startLine ?? ""}`;
  return `${fingerprint} ${severity} ${finding.package.version} ${finding.location.path ?? ""} ${finding.fix.versions}`;
}

/** The fingerprint that a finding has; made where it comes without one. */
export function fingerprintIn(finding: Finding): string {
  return finding.fingerprint ?? fingerprintOf(finding);
}
