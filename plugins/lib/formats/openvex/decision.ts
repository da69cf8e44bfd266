import { type Acceptance, JUSTIFICATIONS } from "../../../../core/kit.ts";
import { describeAcceptance } from "../acceptance.ts";

/**
 * What a statement says of a vulnerability. The format has no place for the day on which a rule ends, and none for who
 * answers for it: both are in the text.
 */
export function buildDecision(acceptance: Acceptance) {
  const text = describeAcceptance(acceptance);
  switch (acceptance.status) {
    case "accepted":
      return { status: "affected", action_statement: text };
    case "fixed":
      return { status: "fixed", status_notes: text };
    case "not_affected": {
      const justification = JUSTIFICATIONS.find((known) => known === acceptance.justification);
      return { status: "not_affected", ...(justification && { justification }), impact_statement: text };
    }
  }
}
