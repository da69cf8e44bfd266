import type { Acceptance } from "#core/kit.ts";

/** What a rule says of a risk that is taken. */
export const RISK: Acceptance = {
  ...{ status: "accepted", reason: "not reachable", rule: "scan.accept.yaml:3" },
  ...{ until: "2026-12-31", owner: "@team-a" },
};

/** What a rule says of a vulnerability that does no harm. */
export const HARMLESS: Acceptance = {
  ...{ status: "not_affected", reason: "built without it", rule: "scan.accept.yaml:9", until: "2026-12-31" },
  justification: "vulnerable_code_not_present",
};
