import { STYLE_OF, WORST_FIRST } from "../../../core/cli/terminal/text/format.ts";
import type { SeverityCounts } from "../../../core/kit.ts";
import type { GridColumn } from "./grid.ts";

/** A column for each severity, the worst first. */
export const COUNT_COLUMNS: readonly GridColumn[] = WORST_FIRST.map((severity) => ({
  head: severity[0] ?? "",
  isNumber: true,
  styleOf: () => STYLE_OF[severity],
}));

/** The cells of those columns. */
export function listCounts(counts: Readonly<SeverityCounts> | null): readonly string[] {
  return WORST_FIRST.map((severity) => (counts === null || counts[severity] === 0 ? "" : String(counts[severity])));
}
