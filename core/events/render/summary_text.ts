import { type SeverityCounts, sumCounts } from "../../finding/mod.ts";
import { printable } from "../../services/printable.ts";
import type { FailedTarget, Summary } from "../summary.ts";
import { formatDuration, formatShare, type Paint, plural, WORST_FIRST } from "./format.ts";

/** The summary of a run for people: findings by component type and severity, totals, secrets, and every failed target. */
export function formatSummary(summary: Summary, paint: Paint): string {
  return [
    "",
    ...formatComponents(summary, paint),
    summary.planned === undefined ? formatTotals(summary, paint) : formatPlan(summary, summary.planned, paint),
    ...formatFailures(summary.failures, paint),
    "",
  ].join("\n");
}

function formatComponents({ components, severities, secrets, scanned }: Summary, paint: Paint): readonly string[] {
  if (scanned === 0) return [];
  const total = sumCounts(severities);
  const rows = Object.entries(components).sort(([, a], [, b]) => sumCounts(b) - sumCounts(a));
  if (rows.length === 0) return [paint("bold", "No findings in what was scanned")];
  const width = Math.max(...rows.map(([name]) => name.length), "All findings".length);
  const digits = String(total).length;
  const toRow = (name: string, counts: Readonly<SeverityCounts>) => {
    const sum = sumCounts(counts);
    const share = formatShare(sum, total).padStart(4);
    return `  ${name.padEnd(width)}  ${String(sum).padStart(digits)} ${share}   ${formatShares(counts, sum)}`;
  };
  return [
    paint("bold", "Findings by component type"),
    ...rows.map(([name, counts]) => toRow(printable(name), counts)),
    toRow("All findings", severities),
    `  ${paint(secrets > 0 ? "red" : "green", plural(secrets, "secret"))} among them`,
  ];
}

function formatShares(counts: Readonly<SeverityCounts>, sum: number): string {
  const present = WORST_FIRST.filter((severity) => counts[severity] > 0);
  return present
    .map((severity) => `${severity} ${counts[severity]} (${formatShare(counts[severity], sum)})`)
    .join("  ");
}

function formatTotals(summary: Summary, paint: Paint): string {
  const { emitted, done, scanned, failed, skipped, cached, replayed, durationMs } = summary;
  const parts = [
    ...(scanned > 0 || done === 0 ? [paint("green", `${scanned} scanned`)] : []),
    ...(done > scanned ? [paint("green", `${done - scanned} done`)] : []),
    failed > 0 ? paint("red", `${failed} failed`) : "0 failed",
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ];
  const kept = cached > 0 ? `, ${cached} of them from the cache` : "";
  const before = replayed > 0 ? `, ${replayed} of them before it was resumed` : "";
  const stopped = summary.interrupted ? paint("red", " (stopped before the end)") : "";
  return `${plural(emitted, "target")}: ${parts.join(", ")} in ${formatDuration(durationMs)}${kept}${before}${stopped}`;
}

/** What a dry run came to. */
function formatPlan({ emitted, failed, skipped }: Summary, planned: number, paint: Paint): string {
  const parts = [
    paint("cyan", `${planned} would be scanned`),
    ...(skipped > planned ? [`${skipped - planned} would be skipped`] : []),
    failed > 0 ? paint("red", `${failed} would fail`) : "",
  ];
  return `${plural(emitted, "target")}: ${parts.filter(Boolean).join(", ")}; nothing was done`;
}

/** Every failed target with its reason; the hint once for all that share it. */
export function formatFailures(failures: readonly FailedTarget[], paint: Paint): readonly string[] {
  if (failures.length === 0) return [];
  const byHint = new Map<string, FailedTarget[]>();
  for (const failure of failures) {
    const hint = failure.error.hint ?? "";
    const group = byHint.get(hint);
    if (group) group.push(failure);
    else byHint.set(hint, [failure]);
  }
  const lines = [paint("red", `Not scanned (${failures.length}):`)];
  for (const [hint, group] of byHint) {
    for (const { name, error } of group) {
      const [message = "", ...more] = error.message.split("\n").map(printable);
      lines.push(`  ${printable(name)}  ${paint("dim", error.code)}  ${message}`);
      lines.push(...more.map((line) => paint("dim", `      ${line}`)));
    }
    if (hint !== "") lines.push(...hint.split("\n").map((line) => paint("cyan", `    ${line}`)));
  }
  return lines;
}
