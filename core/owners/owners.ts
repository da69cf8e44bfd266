import type { Target } from "../model/target.ts";

/** What became of a rule in a run. */
export interface OwnerReport {
  /** `owners[1] (team-a/*)`. */
  readonly place: string;
  /** `hidden`: another rule, after it, decides for all that it matches. `unseen`: it matches nothing. */
  readonly state: "used" | "hidden" | "unseen";
}

/** Knows whose a target is. */
export interface Owners {
  /** The target with its owner among its labels, and the owner's channel; the same one where no rule is about it. */
  label(target: Target): Target;
  /** What became of each rule so far, in order. */
  report(): readonly OwnerReport[];
}

/** What owns nothing: a config without rules needs nothing of what matches them. */
export const NO_OWNERS: Owners = { label: (target) => target, report: () => [] };
