import type { FailOn } from "../config/fail_on.ts";
import type { Summary } from "../events/event.ts";
import { isAtLeast, levelOf, SEVERITIES, type Severity } from "../model/mod.ts";
import type { Outcome } from "../model/outcome.ts";
import { plural } from "../services/plural.ts";
import type { Watch } from "./own_observer.ts";

/** Whether a gate fails a run. */
export function isHit(summary: Summary, failOn: FailOn): boolean {
  return countHits(summary, failOn) > 0 || listCaveats(summary, failOn).length > 0;
}

/** How many findings are as bad as the gate's severity, or worse. */
function countHits({ severities }: Summary, { severity: floor }: FailOn): number {
  if (floor === undefined) return 0;
  const bad = SEVERITIES.filter((severity) => isAtLeast(severity, floor));
  return bad.reduce((sum, severity) => sum + severities[severity], 0);
}

/** The caveats that the gate is hit by: `OS_UNKNOWN in 2 targets`. */
function listCaveats(summary: Summary, { caveats }: FailOn): readonly string[] {
  if (caveats === undefined) return [];
  const present = Object.entries(summary.caveats).sort(([a], [b]) => (a < b ? -1 : 1));
  const wanted = present.filter(([code]) => caveats === true || caveats.includes(code));
  return wanted.map(([code, count]) => `${code} in ${plural(count, "target")}`);
}

/**
 * Makes the observer of a run's gate. It says why the gate fails the run, and in the same line what could not be scanned
 * besides; and of a gate that passes, which targets it says nothing about: what nobody looked for cannot be found.
 */
export function watchGate(failOn: FailOn): Watch {
  const { severity } = failOn;
  const level = severity === undefined ? 0 : SEVERITIES.indexOf(severity) + 1;
  let narrow = 0;

  function isNarrow({ status, data, target }: Outcome): boolean {
    return status === "done" && data.findings !== undefined && levelOf(target.minSeverity) > level;
  }

  return (event, log) => {
    if (event.type === "target.finished" && isNarrow(event.outcome)) narrow += 1;
    if (event.type !== "run.finished") return;
    const { summary } = event;
    const reasons = describeHits(summary, failOn);
    const failed = summary.failed > 0 ? `; and ${plural(summary.failed, "target")} could not be scanned` : "";
    if (reasons.length > 0) log.error(`${reasons.join("; ")}${failed}`);
    else if (severity !== undefined) for (const limit of describeLimits(summary, severity, narrow)) log.warn(limit);
  };
}

function describeHits(summary: Summary, failOn: FailOn): readonly string[] {
  const hits = countHits(summary, failOn);
  const caveats = listCaveats(summary, failOn);
  return [
    ...(hits > 0
      ? [`${formatSeverity(failOn.severity)}: ${plural(hits, "finding")} at ${failOn.severity} or above`]
      : []),
    ...(caveats.length > 0 ? [`--fail-on-caveats: ${caveats.join(", ")}`] : []),
  ];
}

function describeLimits(summary: Summary, severity: Severity, narrow: number): readonly string[] {
  const limits: string[] = [];
  if (narrow > 0) {
    const remedy = `set severity=${SEVERITIES.indexOf(severity) + 1} in the list`;
    limits.push(
      `${formatSeverity(severity)} does not cover ${plural(narrow, "target")} scanned only for higher severities: ${remedy}`,
    );
  }
  const unscanned = summary.done - summary.scanned;
  if (unscanned > 0) {
    limits.push(`${formatSeverity(severity)} does not cover ${plural(unscanned, "target")} that no scanner looked at`);
  }
  return limits;
}

function formatSeverity(severity: Severity | undefined): string {
  return `--fail-on ${severity}`;
}
