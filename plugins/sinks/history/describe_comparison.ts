import { type ComparisonTotals, plural, sumCounts } from "../../../core/kit.ts";
import { SEVERITIES } from "../../../core/mod.ts";

const WORST_FIRST = [...SEVERITIES].reverse();

/** `3 new (1 CRITICAL 2 HIGH), 5 gone since the run of 2026-11-20 10:00 UTC`. */
export function describeComparison({ news, gone, first, ...comparison }: ComparisonTotals): string {
  const counts = WORST_FIRST.filter((severity) => news[severity] > 0).map(
    (severity) => `${news[severity]} ${severity}`,
  );
  const severities = counts.length > 0 ? ` (${counts.join(" ")})` : "";
  const seen = first > 0 ? `; ${plural(first, "image")} of repositories that it did not look at` : "";
  return `${sumCounts(news)} new${severities}, ${gone} gone since ${comparison.with}${seen}`;
}
