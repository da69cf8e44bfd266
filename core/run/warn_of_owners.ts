import type { OwnerReport } from "../owners/mod.ts";
import type { Logger } from "../plugin/context.ts";
import { plural } from "../services/plural.ts";

const MAX_NAMED = 5;

/** Warns of rules for owners that name nobody's images in a run that has seen all of its targets: most are mistyped. */
export function warnOfOwners(reports: readonly OwnerReport[], log: Logger): void {
  const unseen = reports.filter(({ state }) => state === "unseen");
  const hidden = reports.filter(({ state }) => state === "hidden");
  if (unseen.length > 0)
    log.warn(`No image of this run matches ${plural(unseen.length, "rule")} for owners: ${name(unseen)}`);
  if (hidden.length === 0) return;
  const what = plural(hidden.length, "rule");
  log.warn(`The last rule for owners that matches decides, so nothing is left to ${what}: ${name(hidden)}`);
}

function name(reports: readonly OwnerReport[]): string {
  const rest = reports.length > MAX_NAMED ? `, and ${reports.length - MAX_NAMED} more` : "";
  return (
    reports
      .slice(0, MAX_NAMED)
      .map(({ place }) => place)
      .join(", ") + rest
  );
}
