import { describeCounts, plural, sumCounts } from "../../../core/kit.ts";
import type { ChangeGroup, Diff } from "./summarize.ts";

const DOUBTS: Readonly<Record<NonNullable<ChangeGroup["doubt"]>, string>> = {
  cut: "is not whole",
  failed: "could not scan the image",
  caveats: "may not have seen all (caveats)",
  scanner: "was made without that scanner",
};

/** `3 new (1 CRITICAL, 2 HIGH), 5 gone, 4 of them by an upgrade, 1 of another severity, 120 known`. */
export function describeTotals({ totals }: Diff): string {
  const { news, gone, upgraded, changed, known } = totals;
  const severities = sumCounts(news) > 0 ? ` (${describeCounts(news)})` : "";
  const byUpgrade = upgraded > 0 ? `, ${upgraded} by an upgrade` : "";
  const other = changed > 0 ? `, ${changed} of another severity` : "";
  return `${sumCounts(news)} new${severities}, ${sumCounts(gone)} gone${byUpgrade}${other}, ${known} known`;
}

/** What the sums leave out, a sentence each. */
export function describeLimits({ a, b, totals, images }: Diff): readonly string[] {
  const { doubtful, notCompared } = totals;
  const below = notCompared.a + notCompared.b;
  return [
    ...[a, b]
      .filter(({ isWhole }) => !isWhole)
      .map(({ name }) => `${name} is not whole: it was interrupted, or is cut`),
    ...(doubtful.news > 0 ? [`${doubtful.news} more may be new: A could not look for them`] : []),
    ...(doubtful.gone > 0 ? [`${doubtful.gone} more may be gone: B could not look for them`] : []),
    ...(below > 0 ? [`${below} are not compared: one side does not report their severity`] : []),
    ...(images.onlyA.length > 0
      ? [`${plural(images.onlyA.length, "image")} only in A: ${nameSome(images.onlyA)}`]
      : []),
    ...(images.onlyB.length > 0
      ? [`${plural(images.onlyB.length, "image")} only in B: ${nameSome(images.onlyB)}`]
      : []),
  ];
}

/** What is known of a change besides: an upgrade, a fix, a doubt. */
export function describeChange({ from, upgradedTo, fix, doubt }: ChangeGroup, missing: "A" | "B"): string {
  if (doubt !== undefined) return `perhaps: ${missing} ${DOUBTS[doubt]}`;
  if (from !== undefined) return `was ${from}`;
  if (upgradedTo !== undefined) return `now ${upgradedTo}`;
  return fix === "" ? "" : `fix ${fix}`;
}

/** `app:1 and 3 more`. */
export function nameSome(images: readonly string[]): string {
  const [first = "", ...others] = images;
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}

/** The lists of a comparison, with their titles. */
export function listParts({ news, gone, changed }: Diff) {
  return [
    { title: "New", missing: "A", groups: news },
    { title: "Gone", missing: "B", groups: gone },
    { title: "Of another severity", missing: "B", groups: changed },
  ] as const;
}
