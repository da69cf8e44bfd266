import { type Finding, type ImageFacts, isAtLeast } from "../model/mod.ts";
import type { ScanData } from "../model/record.ts";
import type { Target } from "../model/target.ts";
import { fingerprintOf } from "../plugin/finding_key.ts";

/** Whose patch it is, and for which target. */
export interface JoinOptions {
  readonly plugin: string;
  readonly target: Pick<Target, "minSeverity">;
}

type Data = Readonly<Partial<ScanData>>;

/**
 * The data of a target with a patch. Findings, packages and scans are added to those that are there, facts about the
 * image to what is known of it; any other key has one provider. Findings below the target's least severity are left out,
 * whoever returns them.
 */
export function joinData(data: Data, patch: Data, { plugin, target }: JoinOptions): Data {
  const present = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Data;
  const { findings, packages, scans, image } = present;
  return {
    ...data,
    ...present,
    ...(findings && { findings: joinLists(data.findings, leaveOutBelow(findings, target).map(identify(plugin))) }),
    ...(packages && { packages: joinLists(data.packages, packages) }),
    ...(scans && { scans: joinLists(data.scans, scans) }),
    ...(image && { image: joinImages(data.image, image) }),
  };
}

/** What a processor hands on of what it was given stands there once. */
function joinLists<T>(before: readonly T[] = [], more: readonly T[]): readonly T[] {
  if (before.length === 0) return more;
  const known = new Set(before);
  return [...before, ...more.filter((item) => !known.has(item))];
}

/** Says of each finding who has found it, and by what it is known again. */
function identify(scanner: string): (finding: Finding) => Finding {
  return (finding) =>
    finding.scanner !== undefined && finding.fingerprint !== undefined
      ? finding
      : { scanner, fingerprint: fingerprintOf(finding), ...finding };
}

function leaveOutBelow(findings: readonly Finding[], { minSeverity }: JoinOptions["target"]): readonly Finding[] {
  const isReported = ({ severity }: Finding) => isAtLeast(severity, minSeverity);
  return findings.every(isReported) ? findings : findings.filter(isReported);
}

/** What is known of one image says nothing of another. */
function joinImages(before: ImageFacts | undefined, more: ImageFacts): ImageFacts {
  return before?.reference === more.reference ? { ...before, ...more } : more;
}
