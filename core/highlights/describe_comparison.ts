import type { ComparisonTotals } from "../events/mod.ts";
import { describeCounts, sumCounts } from "../model/mod.ts";
import { plural } from "../services/plural.ts";

/**
 * Returns what is new in one line: `3 new (1 CRITICAL, 2 HIGH), 5 gone since the run of 2026-11-20 10:00 UTC`. It says, too,
 * how many images there was nothing to compare with: all that is in them is new.
 *
 * @example
 * ```ts
 * import { describeComparison, zeroCounts } from "hullscan/kit";
 *
 * const totals = { with: "the run of Monday", targets: 4, first: 1, news: { ...zeroCounts(), HIGH: 2 }, gone: 5 };
 * const text = describeComparison(totals);
 * if (text !== "2 new (2 HIGH), 5 gone since the run of Monday; 1 image is new") throw new Error(text);
 * ```
 */
export function describeComparison({ news, gone, first, ...comparison }: ComparisonTotals): string {
  const count = sumCounts(news);
  const severities = count > 0 ? ` (${describeCounts(news)})` : "";
  const fresh = first > 0 ? `; ${plural(first, "image")} ${first === 1 ? "is" : "are"} new` : "";
  return `${count} new${severities}, ${gone} gone since ${comparison.with}${fresh}`;
}
