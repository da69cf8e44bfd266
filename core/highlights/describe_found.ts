import type { Summary } from "../events/mod.ts";
import { describeCounts, sumCounts } from "../model/mod.ts";
import { plural } from "../services/plural.ts";

/**
 * Returns what a run has found, in one line: `2 CRITICAL, 5 HIGH in 3 of 40 images scanned`. It says nothing about what was not
 * scanned.
 *
 * @param affected How many targets have findings
 *
 * @example
 * ```ts
 * import { describeFound, emptySummary } from "hullscan/kit";
 *
 * const text = describeFound({ ...emptySummary(), scanned: 40 }, 0);
 * if (text !== "No findings; 40 images scanned") throw new Error(text);
 * ```
 */
export function describeFound(
  { severities, scanned }: Pick<Summary, "severities" | "scanned">,
  affected: number,
): string {
  if (sumCounts(severities) === 0) return `No findings; ${plural(scanned, "image")} scanned`;
  return `${describeCounts(severities)} in ${affected} of ${plural(scanned, "image")} scanned`;
}
