import type { FailedTarget, Summary } from "../../../events/event.ts";
import { formatUnreached } from "../../../events/summary.ts";
import { type SeverityCounts, sumCounts } from "../../../model/mod.ts";
import { plural } from "../../../services/plural.ts";
import { printable, printableLines } from "../../../services/printable.ts";
import { formatDuration, formatShare, type Paint, WORST_FIRST } from "../text/format.ts";
import { wrapWords } from "../text/text_width.ts";

/** Findings by component type and severity, with shares; no row is wider than there is room. */
export function formatComponents(summary: Summary, paint: Paint, width: number): readonly string[] {
  const { components, severities, secrets } = summary;
  const total = sumCounts(severities);
  const rows = Object.entries(components)
    .map(([name, counts]) => [printable(name, 80), counts] as const)
    .sort(([, a], [, b]) => sumCounts(b) - sumCounts(a));
  if (rows.length === 0) return [];
  const longest = Math.max(...rows.map(([name]) => name.length), "All findings".length);
  const digits = String(total).length;
  const toRow = (name: string, counts: Readonly<SeverityCounts>) => {
    const sum = sumCounts(counts);
    const share = formatShare(sum, total).padStart(4);
    return `  ${name.padEnd(longest)}  ${String(sum).padStart(digits)} ${share}   ${formatShares(counts, sum)}`;
  };
  const wrap = (row: string) => {
    const [first = "", ...more] = wrapWords(row, width);
    return more.length === 0 ? [row] : [first, ...wrapWords(more.join(" "), width - 6).map((rest) => `      ${rest}`)];
  };
  return [
    paint("bold", "Findings by component type"),
    ...[...rows.map(([name, counts]) => toRow(name, counts)), toRow("All findings", severities)].flatMap(wrap),
    `  ${paint(secrets > 0 ? "red" : "green", plural(secrets, "secret"))} in all`,
  ];
}

function formatShares(counts: Readonly<SeverityCounts>, sum: number): string {
  const present = WORST_FIRST.filter((severity) => counts[severity] > 0);
  return present
    .map((severity) => `${severity} ${counts[severity]} (${formatShare(counts[severity], sum)})`)
    .join("  ");
}

/** How targets have ended, in one line. */
export function formatTotals(summary: Summary, paint: Paint): string {
  const { emitted, done, scanned, failed, skipped, cached, rematched, replayed, withCaveats, durationMs } = summary;
  const parts = [
    ...(scanned > 0 || done === 0 ? [scanned > 0 ? paint("green", `${scanned} scanned`) : "0 scanned"] : []),
    ...(done > scanned ? [paint("green", `${done - scanned} done`)] : []),
    failed > 0 ? paint("red", `${failed} failed`) : "0 failed",
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ];
  const again = rematched > 0 ? `, ${rematched} rematched with another database` : "";
  const kept = cached > 0 ? `, ${cached} cached` : "";
  const doubtful = withCaveats > 0 ? `, ${paint("yellow", `${withCaveats} with caveats`)}` : "";
  const taken = sumCounts(summary.accepted);
  const left = taken > 0 ? `, ${plural(taken, "finding")} accepted` : "";
  const before = replayed > 0 ? `, ${replayed} from the resumed run` : "";
  const unreached = formatUnreached(summary);
  const end = unreached === undefined ? "" : `: ${unreached}`;
  const stopped = summary.interrupted ? paint("red", ` (interrupted${end})`) : "";
  return `${plural(emitted, "target")}: ${parts.join(", ")} in ${formatDuration(durationMs)}${again}${kept}${doubtful}${left}${before}${stopped}`;
}

/** What a dry run came to. */
export function formatPlan(summary: Summary, planned: number, paint: Paint): string {
  const { emitted, failed, skipped, unchanged = 0 } = summary;
  const left = skipped - planned - unchanged;
  const parts = [
    paint("cyan", `${planned} would be scanned`),
    ...(unchanged > 0 ? [`${unchanged} unchanged`] : []),
    ...(left > 0 ? [`${left} would be skipped`] : []),
    failed > 0 ? paint("red", `${failed} would fail`) : "",
  ];
  return `${plural(emitted, "target")}: ${parts.filter(Boolean).join(", ")}; nothing was done`;
}

type Group<T> = readonly [T, ...T[]];

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): readonly Group<T>[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return [...groups.values()];
}

function formatHint(hint: string | undefined, paint: Paint): readonly string[] {
  return hint ? printableLines(hint).map((line) => paint("cyan", `    ${line}`)) : [];
}

/** Every failed target with its reason; the hint once for all that share it. */
export function formatFailures(failures: readonly FailedTarget[], paint: Paint): readonly string[] {
  if (failures.length === 0) return [];
  const lines = [paint("red", `Not scanned (${failures.length}):`)];
  for (const group of groupBy(failures, ({ error }) => error.hint ?? "")) {
    for (const { name, error } of group) {
      const [message = "", ...more] = printableLines(error.message);
      lines.push(`  ${printable(name)}  ${paint("dim", printable(error.code))}  ${message}`);
      lines.push(...more.map((line) => paint("dim", `      ${line}`)));
    }
    lines.push(...formatHint(group[0].error.hint, paint));
  }
  return lines;
}
