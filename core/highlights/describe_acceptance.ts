import type { Acceptance } from "../model/mod.ts";

const WORDS = { accepted: "accepted", not_affected: "not affected", fixed: "fixed here" } as const;

/**
 * What a rule says of a finding: `accepted until 2026-12-31 by @team-a: not reachable`. Not escaped, nor cut.
 *
 * @example
 * ```ts
 * import { describeAcceptance } from "hullscan/kit";
 *
 * const text = describeAcceptance({ status: "fixed", reason: "patched", rule: "scan.accept.yaml:3" });
 * if (text !== "fixed here: patched") throw new Error(text);
 * ```
 */
export function describeAcceptance({ status, reason, until, owner }: Acceptance): string {
  const term = until === undefined ? "" : ` until ${until}`;
  const by = owner === undefined ? "" : ` by ${owner}`;
  return `${WORDS[status]}${term}${by}: ${reason}`;
}
