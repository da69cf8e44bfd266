import { type ComparisonTotals, describeCounts, plural, sumCounts } from "../../../core/kit.ts";

/** `3 new (1 CRITICAL, 2 HIGH), 5 gone since the run of 2026-11-20 10:00 UTC`. */
export function describeComparison({ news, gone, first, ...comparison }: ComparisonTotals): string {
  const count = sumCounts(news);
  const severities = count > 0 ? ` (${describeCounts(news)})` : "";
  const seen = first > 0 ? `; ${plural(first, "image")} of repositories that it did not look at` : "";
  return `${count} new${severities}, ${gone} gone since ${comparison.with}${seen}`;
}
