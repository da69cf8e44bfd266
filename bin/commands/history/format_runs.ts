import type { LineOptions } from "../../../core/cli/terminal/text/table.ts";
import type { HistoryPlace } from "../../../plugins/lib/history/place/mod.ts";
import type { RunFacts } from "../../../plugins/lib/history/questions/mod.ts";
import { COUNT_COLUMNS, listCounts } from "../lib/count_columns.ts";
import { formatGrid } from "../lib/grid.ts";
import { formatHead, formatMinute } from "../lib/show.ts";

/** The runs for people, the newest last. */
export function formatRuns(
  { place, runs }: { readonly place: HistoryPlace; readonly runs: readonly RunFacts[] },
  options: LineOptions,
): string {
  const head = formatHead(place, options);
  const columns = [
    { head: "run", isNumber: true },
    { head: "id", goes: 4 },
    { head: "began (UTC)" },
    { head: "label", cut: "middle" as const, goes: 2 },
    { head: "state", goes: 3 },
    { head: "images", isNumber: true },
    { head: "failed", isNumber: true, goes: 1 },
    ...COUNT_COLUMNS,
  ];
  const rows = runs.map(({ number, tags, run, startedAt, label, state, images, failed, counts }) => [
    ...[String(number), run.slice(0, 8), formatMinute(startedAt)],
    ...[tags === "" ? label : `${label} (${tags})`, state === "running" ? "not finished" : state],
    ...[String(images), failed === 0 ? "" : String(failed), ...listCounts(counts)],
  ]);
  const lines = runs.length === 0 ? ["It has no runs"] : formatGrid({ columns, rows }, options);
  return `${[head, "", ...lines].join("\n")}\n`;
}
