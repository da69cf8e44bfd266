import type { FailOn } from "../../config/fail_on.ts";
import type { Summary } from "../../events/event.ts";
import { describeFinding } from "../../highlights/mod.ts";
import { levelOf } from "../../model/mod.ts";
import { plural } from "../../services/plural.ts";
import { printable } from "../../services/printable.ts";
import type { Watch } from "../own_observer.ts";
import { createPaint, formatCounts } from "../terminal/text/format.ts";
import { createHits, type Hits } from "./count_hits.ts";
import { formatRule, nameStale } from "./rule_text.ts";

/** What decides whether a run that has finished fails. */
export interface Gate {
  /**
   * Counts what fails the run. At its end it says which images are worst and why the run fails, and in the same line what
   * could not be scanned besides; and of a gate that passes, which targets it says nothing about: what nobody looked for
   * cannot be found.
   */
  readonly watch: Watch;
  /** Whether what was found fails a run that came to this. */
  isHit(summary: Summary): boolean;
}

/** Makes the gate of a run. */
export function createGate({ rules, caveats, stale }: FailOn): Gate {
  const hits = rules.map(createHits);
  return {
    isHit: (summary) =>
      [...listCaveats(summary, caveats), ...listStale(summary, stale)].length > 0 ||
      hits.some(({ count, misses }) => count > 0 || misses.countUnjudged(summary.intel) > 0),
    watch(event, log) {
      if (event.type === "target.finished") for (const one of hits) one.add(event.outcome);
      if (event.type !== "run.finished") return;
      const { summary } = event;
      const doubts = listCaveats(summary, caveats);
      const met = hits.filter(({ count }) => count > 0);
      const reasons = [
        ...met.map(describeHits),
        ...hits.flatMap((one) => describeUnjudged(one, summary) ?? []),
        ...(doubts.length > 0 ? [`--fail-on-caveats: ${doubts.join(", ")}`] : []),
        ...listStale(summary, stale),
      ];
      const failed = summary.failed > 0 ? `; and ${plural(summary.failed, "target")} could not be scanned` : "";
      for (const { rule, accepted } of hits) {
        if (accepted > 0)
          log.info(`--fail-on ${formatRule(rule)} does not count ${plural(accepted, "accepted finding")}`);
      }
      for (const line of new Set(met.flatMap(describeImages))) log.error(line);
      if (reasons.length > 0) log.error(`${reasons.join("; ")}${failed}`);
      else for (const limit of describeLimits(summary, { hits, stale })) log.warn(limit);
    },
  };
}

/** The caveats that a gate is hit by: `OS_UNKNOWN in 2 targets`. */
function listCaveats(summary: Summary, caveats: FailOn["caveats"] = []): readonly string[] {
  const present = Object.entries(summary.caveats).sort(([a], [b]) => (a < b ? -1 : 1));
  const wanted = present.filter(([code]) => caveats === true || caveats.includes(code));
  return wanted.map(([code, count]) => `${code} in ${plural(count, "target")}`);
}

/** The rules for accepted findings that a gate is hit by; their places are in the warnings of the run. */
function listStale({ rules }: Summary, stale: FailOn["stale"] = []): readonly string[] {
  return stale.flatMap((state) => {
    const count = rules?.[state] ?? 0;
    return count > 0 ? [`--fail-on ${nameStale(state)}: ${plural(count, "rule")} for accepted findings`] : [];
  });
}

/** `--fail-on HIGH: 4 findings at HIGH or above in 2 targets: CVE-2024-1, CVE-2024-2, CVE-2024-3, ...` */
function describeHits({ rule, count, targets, findings, uncompared }: Hits): string {
  const isSeverity = Object.keys(rule).join() === "severity";
  const what = `${plural(count, "finding")}${isSeverity ? ` at ${rule.severity} or above` : ""}`;
  const names = findings.map(({ id }) => printable(id, 100));
  const more = count > names.length ? ", ..." : "";
  const doubt = uncompared > 0 ? `; all of ${plural(uncompared, "target")} count as new: no earlier run is known` : "";
  return `--fail-on ${formatRule(rule)}: ${what} in ${plural(targets, "target")}: ${names.join(", ")}${more}${doubt}`;
}

/** `--fail-on kev cannot judge 12 vulnerabilities: the KEV catalogue cannot be used or is missing; ...` */
function describeUnjudged({ rule, misses }: Hits, { intel }: Summary): string | undefined {
  const count = misses.countUnjudged(intel);
  if (count === 0) return undefined;
  const what = plural(count, "vulnerability", "vulnerabilities");
  return `--fail-on ${formatRule(rule)} cannot judge ${what}, so it fails: ${misses.describeLack(intel)} (\`scan intel update\`)`;
}

const plain = createPaint(false);

/** `app:1.0  2 CRITICAL 1 HIGH  CVE-2024-1 in openssl 3.0.1 -> 3.0.2` */
function describeImages({ images }: Hits): readonly string[] {
  return images.map(({ name, severities, details: worst }) => {
    const text = worst === undefined ? "" : `  ${describeFinding(worst, { secrets: false })}`;
    return `${name}  ${formatCounts(severities, plain, { isSure: false })}${text}`;
  });
}

interface LimitOptions {
  readonly hits: readonly Hits[];
  readonly stale: FailOn["stale"];
}

function describeLimits(summary: Summary, { hits, stale = [] }: LimitOptions): readonly string[] {
  const isVague = stale.includes("unused") && summary.rules !== undefined && summary.failed > 0;
  const unjudged = `--fail-on ${nameStale("unused")} cannot judge: ${plural(summary.failed, "target")} could not be scanned`;

  const limits: string[] = hits.flatMap(({ rule, narrow, misses }) => {
    const unscored = misses.describeUnscored(summary.intel);
    const scoreless = `--fail-on ${formatRule(rule)} does not cover ${unscored} that EPSS has no score for`;
    const rest = unscored === undefined ? [] : [scoreless];
    if (narrow === 0) return rest;
    const { severity = "UNKNOWN" } = rule;
    const remedy = `add --severity ${severity}, or set severity=${levelOf(severity)} in the list`;
    const missed = `${plural(narrow, "target")} scanned only for higher severities`;
    return [`--fail-on ${formatRule(rule)} does not cover ${missed}: ${remedy}`, ...rest];
  });
  const unscanned = summary.done - summary.scanned;
  if (isVague) limits.push(unjudged);
  if (unscanned === 0 || hits.length === 0) return limits;
  const gate = hits.map(({ rule }) => `--fail-on ${formatRule(rule)}`).join(" ");
  return [...limits, `${gate} does not cover ${plural(unscanned, "target")} that no scanner looked at`];
}
