import type { LogLevel, ScanEvent } from "../events/event.ts";
import { plural } from "../events/render/format.ts";
import type { Summary } from "../events/summary.ts";
import { isAtLeast, SEVERITIES, type Severity } from "../finding/mod.ts";

/** What there is to say about `--fail-on` at the end of a run. */
export interface Gate {
  see(event: ScanEvent): void;
  tell(summary: Summary): readonly { readonly level: LogLevel; readonly message: string }[];
}

/** How many findings are as bad as the gate's severity, or worse. */
export function countHits({ severities }: Summary, failOn: Severity): number {
  const bad = SEVERITIES.filter((severity) => isAtLeast(severity, failOn));
  return bad.reduce((sum, severity) => sum + severities[severity], 0);
}

/**
 * Says why a gate fails a run; and of one that passes, which targets it says nothing about: what nobody looked for cannot
 * be found.
 */
export function createGate(failOn: Severity): Gate {
  const level = SEVERITIES.indexOf(failOn) + 1;
  const name = `the gate ${failOn} (--fail-on)`;
  let narrow = 0;
  return {
    see(event) {
      if (event.type !== "target.finished" || event.outcome.status !== "done") return;
      const { data, target } = event.outcome;
      if (data.findings !== undefined && target.severityLevel > level) narrow += 1;
    },
    tell(summary) {
      const hits = countHits(summary, failOn);
      if (hits > 0) {
        return [{ level: "error", message: `${name} is hit: ${plural(hits, "finding")} as bad as that, or worse` }];
      }
      const messages: string[] = [];
      if (narrow > 0) {
        const remedy = `severity=${level} in the list has it looked for`;
        messages.push(`${name} does not hold for ${plural(narrow, "target")}, scanned for worse only: ${remedy}`);
      }
      const unscanned = summary.done - summary.scanned;
      if (unscanned > 0)
        messages.push(`${name} says nothing about ${plural(unscanned, "target")} that no scanner has looked at`);
      return messages.map((message) => ({ level: "warn", message }));
    },
  };
}
