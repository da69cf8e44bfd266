import { caveatsOf, countSeverities, isAccepted, isCached, isRematched } from "../../../model/mod.ts";
import type { DoneOutcome, Outcome } from "../../../model/outcome.ts";
import { targetName } from "../../../model/target.ts";
import { printable, printableLines } from "../../../services/printable.ts";
import { formatCounts, formatDuration, type Paint } from "../text/format.ts";

/** One finished target: `ok REF  2 CRITICAL 5 HIGH  4.2s`. */
export function formatTarget(outcome: Outcome, paint: Paint): string {
  const name = printable(targetName(outcome.target));
  const duration = paint("dim", formatOrigin(outcome));
  switch (outcome.status) {
    case "done": {
      return [`${paint("green", "ok")} ${name}`, ...formatResults(outcome.data, paint), duration].join("  ");
    }
    case "failed": {
      const [message = "", ...more] = printableLines(outcome.error.message);
      const line = `${paint("red", "failed")} ${name}  ${printable(outcome.error.code)}: ${message}  ${duration}`;
      // A message may go on with the last lines of a log.
      return [line, ...more.map((text) => paint("dim", `      ${text}`))].join("\n");
    }
    case "skipped":
      if (outcome.planned) return `${paint("cyan", "would scan")} ${name}  ${printable(outcome.reason)}`;
      if (outcome.unchanged) return `${paint("dim", "unchanged")} ${name}  ${printable(outcome.reason)}`;
      return `${paint("yellow", "skipped")} ${name}  ${printable(outcome.reason)}`;
  }
}

/** How long it took; or where the result comes from, if not from a scan of this run. */
export function formatOrigin({ replayed, data, durationMs }: Outcome): string {
  if (replayed) return "before";
  if (isRematched(data)) return `rematched in ${formatDuration(durationMs)}`;
  return isCached(data) ? "cached" : formatDuration(durationMs);
}

function formatAccepted(findings: DoneOutcome["data"]["findings"] = [], paint: Paint): readonly string[] {
  const count = findings.filter(isAccepted).length;
  return count === 0 ? [] : [paint("dim", `${count} accepted`)];
}

/** What nothing has scanned has no findings, and is not clean for that; nor is what has a caveat. */
function formatResults(data: DoneOutcome["data"], paint: Paint): readonly string[] {
  const { findings, note } = data;
  const caveats = caveatsOf(data);
  const isSure = caveats.length === 0;
  const told = caveats.map(({ code, message }) => paint("yellow", `${printable(code)}: ${printable(message)}`));
  return [
    ...(findings === undefined ? [] : [formatCounts(countSeverities(findings), paint, { isSure })]),
    ...formatAccepted(findings, paint),
    ...(note === undefined ? [] : [printable(note)]),
    ...told,
  ];
}
