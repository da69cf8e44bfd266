import {
  compareSeverity,
  createImageCounter,
  createTop,
  createWorstImages,
  describeFinding,
  leaveOutAccepted,
  type SeverityCounts,
  sumCounts,
  targetLabel,
  toReason,
  type WorstImage,
  zeroCounts,
} from "../../../core/kit.ts";
import type { Finding, Outcome, Severity } from "../../../core/mod.ts";
import { toReportedFinding } from "../../lib/formats/mod.ts";
import { type EarlierReport, type EarlierScan, toReportedKey } from "../../lib/history/mod.ts";

/** How many findings of one image are named, and how many new ones of all images. */
const MAX_OF_IMAGE = 10;
const MAX_NEW = 100;

/** A finding in a few words, not escaped. */
export interface FindingLine {
  readonly severity: Severity;
  readonly text: string;
}

/** What is new since an earlier report. */
export interface News {
  /** New findings in images that were scanned then too. */
  readonly counts: Readonly<SeverityCounts>;
  /** How many images they are in. */
  readonly images: number;
  /** The worst of them, with their images. */
  readonly findings: readonly (FindingLine & { readonly image: string })[];
  /** How many images were not scanned then. */
  readonly unknownImages: number;
  /** What was found in those. */
  readonly unknownCounts: Readonly<SeverityCounts>;
}

/** What a message is made from, besides the run's summary. */
export interface Digest {
  /** How many images have findings: by digest, whatever their names. */
  readonly affected: number;
  /** With the worst findings of each. */
  readonly worst: readonly WorstImage<readonly FindingLine[]>[];
  /** Absent where there is nothing to compare with. */
  readonly news?: News;
  /** Why comparing has stopped. */
  readonly problem?: string;
}

/** What a digest keeps. */
export interface DigestOptions {
  /** How many of the worst images. */
  readonly images: number;
  /** Whether the text around a secret is kept. */
  readonly secrets: boolean;
  readonly earlier: EarlierReport | undefined;
}

/** Gathers what a message needs. Memory holds counts and the worst, whatever the number of targets. */
export function createDigest({ images, secrets, earlier }: DigestOptions) {
  const worst = createWorstImages(images, ({ data }) => {
    const sorted = [...leaveOutAccepted(data.findings ?? [])].sort(compareSeverity);
    return sorted.slice(0, MAX_OF_IMAGE).map(toLine);
  });
  const newest = createTop<News["findings"][number]>(MAX_NEW, compareSeverity);
  const counts = zeroCounts();
  const unknownCounts = zeroCounts();
  const imageCounter = createImageCounter();
  let [changed, unknownImages] = [0, 0];
  let problem: string | undefined;

  const toLine = (finding: Finding): FindingLine => {
    return { severity: finding.severity, text: describeFinding(finding, { secrets }) };
  };

  function addNews(image: string, findings: readonly Finding[], scan: EarlierScan | undefined): void {
    if (scan === undefined) {
      unknownImages += 1;
      for (const { severity } of findings) unknownCounts[severity] += 1;
      return;
    }
    const fresh = new Map<string, Finding>();
    for (const finding of findings) {
      const key = toReportedKey(toReportedFinding(finding));
      // Where the earlier report did not tell of a severity, nothing says that this is new.
      if (key === undefined || scan.keys.has(key) || !scan.severities.has(finding.severity)) continue;
      if (!fresh.has(key)) fresh.set(key, finding);
    }
    if (fresh.size > 0) changed += 1;
    for (const finding of fresh.values()) {
      counts[finding.severity] += 1;
      const candidate = { ...toLine(finding), image };
      newest.add(candidate);
    }
  }

  return {
    /** Adds one outcome. Never fails: a report that can no longer be read ends the comparing, not the run. */
    async add(outcome: Outcome): Promise<void> {
      const { target, data } = outcome;
      if (data.findings === undefined) return;
      const image = targetLabel(target);
      imageCounter.add(outcome);
      worst.add(outcome);
      if (earlier === undefined || problem !== undefined) return;
      try {
        addNews(image, leaveOutAccepted(data.findings), await earlier.find(target));
      } catch (error) {
        problem = toReason(error);
      }
    },
    read(): Digest {
      const news = { counts, images: changed, findings: newest.list(), unknownImages, unknownCounts };
      return {
        affected: imageCounter.totals.images,
        worst: worst.list(),
        ...(earlier !== undefined && problem === undefined && { news }),
        ...(problem !== undefined && { problem }),
      };
    },
  };
}

/** Whether there is anything new: findings, or images with findings that were not scanned then. */
export function hasNews({ counts, unknownCounts }: News): boolean {
  return sumCounts(counts) + sumCounts(unknownCounts) > 0;
}
