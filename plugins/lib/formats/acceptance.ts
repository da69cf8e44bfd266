import { type Acceptance, describeAcceptance as describeInFull } from "../../../core/kit.ts";
import { plainLine } from "./plain_text.ts";

/** What a rule says of a finding, in one line: `accepted until 2026-12-31 by @team-a: not reachable`. */
export function describeAcceptance(acceptance: Acceptance): string {
  return plainLine(describeInFull(acceptance), 500);
}
