import type { Finding, ScanData } from "../../../../core/mod.ts";
import type { SharedResult } from "../../../lib/scanning/shared_scans.ts";

/** What the target is called. */
export interface Names {
  /** Its own name, for people. */
  readonly name: string;
  /** What a scan of its own would have called it. */
  readonly image: string;
}

/**
 * What a result adds to a target. Trivy puts the name of the image that it has scanned in front of what it finds in the
 * image's packages: there it is replaced by the target's own.
 */
export function toPatch(
  { result, isShared }: SharedResult,
  { name, image }: Names,
): Pick<ScanData, "findings" | "image" | "scans"> & Partial<Pick<ScanData, "packages">> {
  const { image: facts, findings, packages, scan } = result;
  const scanned = facts.reference;
  return {
    findings: scanned === name ? findings : findings.map((finding) => rename(finding, scanned, name)),
    ...(packages && { packages }),
    image: { ...facts, reference: image },
    scans: [{ ...scan, ...((isShared || scanned !== image) && { scannedAs: scanned }) }],
  };
}

function rename(finding: Finding, from: string, to: string): Finding {
  const target = finding.raw?.Target;
  if (typeof target !== "string" || !target.startsWith(`${from} (`)) return finding;
  return { ...finding, raw: { ...finding.raw, Target: to + target.slice(from.length) } };
}
