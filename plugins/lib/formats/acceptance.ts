import type { Acceptance } from "../../../core/kit.ts";
import { plainLine } from "./plain_text.ts";

const WORDS = { accepted: "accepted", not_affected: "not affected", fixed: "fixed here" } as const;

/** What a rule says of a finding, in one line: `accepted until 2026-12-31 by @team-a: not reachable`. */
export function describeAcceptance({ status, reason, until, owner }: Acceptance): string {
  const term = until === undefined ? "" : ` until ${until}`;
  const by = owner === undefined ? "" : ` by ${owner}`;
  return plainLine(`${WORDS[status]}${term}${by}: ${reason}`, 500);
}
