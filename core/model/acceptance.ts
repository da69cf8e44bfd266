/** What somebody has decided about a finding. Reports show the finding, marked; nothing counts it. */
export interface Acceptance {
  /**
   * `accepted`: the risk is known, and taken. `not_affected`: the vulnerability does no harm here. `fixed`: it is mended
   * here, also where the version does not show that.
   */
  readonly status: "accepted" | "not_affected" | "fixed";
  /** Why, in words for people. */
  readonly reason: string;
  /** Where the rule stands that says so: `scan.accept.yaml:12`. */
  readonly rule: string;
  /** The last day that it holds for, in UTC: `2027-01-31`. Absent where the rule has no end. */
  readonly until?: string;
  /** Who answers for it. */
  readonly owner?: string;
  /** Why the vulnerability does no harm, in the words of OpenVEX: `vulnerable_code_not_present`. */
  readonly justification?: string;
}

/** Whether somebody has accepted a finding: then it counts for no sum and no gate. */
export function isAccepted({ accepted }: { readonly accepted?: Acceptance }): boolean {
  return accepted !== undefined;
}

/** The findings that count: those that nobody has accepted. */
export function leaveOutAccepted<T extends { readonly accepted?: Acceptance }>(findings: readonly T[]): readonly T[] {
  return findings.some(isAccepted) ? findings.filter((finding) => !isAccepted(finding)) : findings;
}
