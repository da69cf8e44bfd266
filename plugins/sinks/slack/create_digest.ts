import {
  type Compared,
  compareFindings,
  compareSeverity,
  createImageCounter,
  createTop,
  createWorstImages,
  describeFinding,
  leaveOutAccepted,
  type SeverityCounts,
  sumCounts,
  targetLabel,
  type WorstImage,
  zeroCounts,
} from "../../../core/kit.ts";
import type { Finding, Outcome, Severity } from "../../../core/mod.ts";
import type { Earlier } from "./open_earlier.ts";

/** How many findings of one image are named, and how many new ones of all images. */
const MAX_OF_IMAGE = 10;
const MAX_NEW = 100;

/** A finding in a few words, not escaped. */
export interface FindingLine {
  readonly severity: Severity;
  readonly text: string;
}

/** What is new since an earlier run or report. */
export interface News {
  /** What it is: `the run of 2026-11-20 10:00 UTC`, or a file's name. */
  readonly since: string;
  /** New findings in images whose repository was scanned then too. */
  readonly counts: Readonly<SeverityCounts>;
  /** How many images they are in. */
  readonly images: number;
  /** The worst of them, with their images. */
  readonly findings: readonly (FindingLine & { readonly image: string })[];
  /** How many images were not scanned then, in no tag of their repository. */
  readonly unknownImages: number;
  /** What was found in those. */
  readonly unknownCounts: Readonly<SeverityCounts>;
  /** How many images with findings were not compared, while others were; and what was found in those. */
  readonly uncomparedImages: number;
  readonly uncomparedCounts: Readonly<SeverityCounts>;
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
  /** What to compare with instead of what the run itself is compared with. */
  readonly earlier: Earlier | undefined;
}

/** Gathers what a message needs. Memory holds counts and the worst, whatever the number of targets. */
export function createDigest({ images, secrets, earlier }: DigestOptions) {
  const worst = createWorstImages(images, ({ data }) => {
    const sorted = [...leaveOutAccepted(data.findings ?? [])].sort(compareFindings);
    return sorted.slice(0, MAX_OF_IMAGE).map(toLine);
  });
  const newest = createTop<News["findings"][number]>(MAX_NEW, compareSeverity);
  const counts = zeroCounts();
  const unknownCounts = zeroCounts();
  const uncomparedCounts = zeroCounts();
  const imageCounter = createImageCounter();
  let [changed, unknownImages, uncomparedImages] = [0, 0, 0];
  let since: string | undefined;

  const toLine = (finding: Finding): FindingLine => {
    return { severity: finding.severity, text: describeFinding(finding, { secrets }) };
  };

  function addNews(image: string, findings: readonly Finding[], { comparison, news }: Compared): void {
    since ??= earlier?.name ?? comparison.with;
    const fresh = findings.filter((finding) => news.has(finding));
    if (comparison.isFirst) {
      unknownImages += 1;
      for (const { severity } of fresh) unknownCounts[severity] += 1;
      return;
    }
    if (fresh.length > 0) changed += 1;
    for (const finding of fresh) {
      counts[finding.severity] += 1;
      const candidate = { ...toLine(finding), image };
      newest.add(candidate);
    }
  }

  /** Its pipeline is new, or the history could not be used any more. */
  function addUncompared(findings: readonly Finding[]): void {
    if (findings.length > 0) uncomparedImages += 1;
    for (const { severity } of findings) uncomparedCounts[severity] += 1;
  }

  return {
    /** Adds one outcome. */
    async add(outcome: Outcome): Promise<void> {
      const { target, data } = outcome;
      if (data.findings === undefined) return;
      imageCounter.add(outcome);
      worst.add(outcome);
      const compared = earlier === undefined ? comparedIn(outcome) : await earlier.compare(outcome);
      const findings = leaveOutAccepted(data.findings);
      if (compared === undefined) addUncompared(findings);
      else addNews(targetLabel(target), findings, compared);
    },
    read(): Digest {
      const problem = earlier?.problem();
      const name = since ?? earlier?.name;
      const news = name && {
        since: name,
        counts,
        images: changed,
        findings: newest.list(),
        unknownImages,
        unknownCounts,
        uncomparedImages,
        uncomparedCounts,
      };
      return {
        affected: imageCounter.totals.images,
        worst: worst.list(),
        ...(news && problem === undefined && { news }),
        ...(problem !== undefined && { problem }),
      };
    },
  };
}

/** What the run says of an outcome and an earlier run. */
function comparedIn({ comparison, data }: Outcome): Compared | undefined {
  if (comparison === undefined) return undefined;
  return { comparison, news: new Set((data.findings ?? []).filter(({ isNew }) => isNew)) };
}

/** Whether anything is new, or may be: findings, also in images that were not scanned then, or not compared now. */
export function hasNews({ counts, unknownCounts, uncomparedCounts }: News): boolean {
  return [counts, unknownCounts, uncomparedCounts].some((found) => sumCounts(found) > 0);
}
