import { STYLE_OF, WORST_FIRST } from "../../../core/cli/terminal/text/format.ts";
import type { LineOptions } from "../../../core/cli/terminal/text/table.ts";
import type { RunFacts } from "../../../plugins/lib/history/questions/mod.ts";
import { COUNT_COLUMNS, listCounts } from "../lib/count_columns.ts";
import { formatGrid } from "../lib/grid.ts";
import { formatMinute } from "../lib/show.ts";
import { drawSparkline } from "../lib/sparkline.ts";

/** The counts of runs for people: a line of bars for each severity, and a row for each run. */
export function formatTrend(runs: readonly RunFacts[], options: LineOptions): string {
  const { paint, glyphs } = options;
  const present = WORST_FIRST.filter((severity) => runs.some(({ counts }) => counts[severity] > 0));
  const bars = present.map((severity) => {
    const values = runs.map(({ counts }) => counts[severity]);
    const ends = `${values[0]} -> ${values.at(-1)}`;
    return `  ${severity.padEnd(8)}  ${paint(STYLE_OF[severity], drawSparkline(values, glyphs))}  ${ends}`;
  });
  const columns = [
    { head: "began (UTC)" },
    { head: "images", isNumber: true },
    { head: "failed", isNumber: true, goes: 1 },
    ...COUNT_COLUMNS,
  ];
  const rows = runs.map(({ startedAt, images, failed, counts }) => [
    ...[formatMinute(startedAt), String(images), failed === 0 ? "" : String(failed)],
    ...listCounts(counts),
  ]);
  const shown = bars.length === 0 ? ["  No findings in these runs"] : bars;
  return `${[...shown, "", ...formatGrid({ columns, rows }, options)].join("\n")}\n`;
}
