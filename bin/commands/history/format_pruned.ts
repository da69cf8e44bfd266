import { wrapText } from "../../../core/cli/explain/tree.ts";
import type { LineOptions } from "../../../core/cli/terminal/text/table.ts";
import { plural, printable } from "../../../core/kit.ts";
import type { HistoryPlace } from "../../../plugins/lib/history/place/mod.ts";
import type { Pruned } from "../../../plugins/lib/history/store/mod.ts";
import { formatGrid } from "../lib/grid.ts";
import { formatHead, formatMinute } from "../lib/show.ts";

/** How many runs are named. */
const MAX_RUNS = 20;

/** What was removed, for people. */
export function formatPruned(
  {
    place,
    isDryRun,
    removed,
    spared,
    runs,
    findings,
    bytes,
    problem,
  }: Pruned & {
    readonly place: HistoryPlace;
    readonly isDryRun: boolean;
  },
  options: LineOptions,
): string {
  const rows = removed.slice(0, MAX_RUNS).map(({ id, uid, started_at, label }) => {
    return [String(id), uid.slice(0, 8), formatMinute(started_at), label];
  });
  const columns = [
    { head: "run", isNumber: true },
    { head: "id", goes: 1 },
    { head: "began (UTC)" },
    { head: "label", cut: "middle" as const, goes: 2 },
  ];
  const more = removed.length - rows.length;
  const only = plural(findings, "finding");
  const [before, after] = bytes.map(formatSize);
  const facts = [
    `${isDryRun ? "It would remove" : "Removed"} ${removed.length} of ${plural(runs, "run")}`,
    ...(removed.length > 0 ? [`with ${only} that no other run has`] : []),
    ...(spared > 0
      ? [`${plural(spared, "old run")} stay${spared === 1 ? "s" : ""}: at work, with a tag, or the last of a pipeline`]
      : []),
    `Size: ${before}, ${isDryRun ? "then about " : "now "}${after}`,
    ...(problem === undefined ? [] : [`It cannot be made smaller now: ${printable(problem)}`]),
  ];
  const lines = [
    formatHead(place, options),
    "",
    ...facts.flatMap((fact) => wrapText(fact, options.width)),
    ...(rows.length === 0 ? [] : ["", ...formatGrid({ columns, rows }, options)]),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
  return `${lines.join("\n")}\n`;
}

function formatSize(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
