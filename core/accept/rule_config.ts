import type { Finding } from "../model/finding.ts";

/** Why a vulnerability does no harm, as OpenVEX says it. */
export const JUSTIFICATIONS = [
  "component_not_present",
  "vulnerable_code_not_present",
  "vulnerable_code_not_in_execute_path",
  "vulnerable_code_cannot_be_controlled_by_adversary",
  "inline_mitigations_already_exist",
] as const;

/** Why a vulnerability does no harm. */
export type Justification = (typeof JUSTIFICATIONS)[number];

/**
 * A rule as `accept` of a config and `scan.accept.yaml` hold it. A finding is accepted where all that the rule names
 * holds; of a list, one entry is enough.
 */
export interface AcceptRuleConfig {
  /** What was found: the id of an advisory, a secret's rule, a check or a licence, or an alias of an advisory. */
  readonly id?: string | readonly string[] | undefined;
  /** A package: its name, where `*` stands for anything, or a package URL. */
  readonly package?: string | readonly string[] | undefined;
  /** The file in the image, as a glob: `usr/lib/**`. */
  readonly path?: string | readonly string[] | undefined;
  /** The image, as a glob over its name, with or without its tag: `registry.example.com/team-a/*`. */
  readonly image?: string | readonly string[] | undefined;
  /** Labels of the target, each as a glob. */
  readonly label?: Readonly<Record<string, string>> | undefined;
  /** The kind of finding. @default Any */
  readonly kind?: Finding["kind"] | readonly Finding["kind"][] | undefined;
  /** Why the finding is accepted. Reports show it. */
  readonly reason: string;
  /** The last day that the rule holds for, in UTC: `2027-01-31`. At most a year from today. */
  readonly until: string;
  /** Who answers for it. */
  readonly owner?: string | undefined;
  /** Whether it also holds where a newer version of the package has a fix. @default {true} */
  readonly when_fixed?: boolean | undefined;
  /** Whether `until` may be more than a year from today. @default {false} */
  readonly over_a_year?: boolean | undefined;
  /** `not_affected` where the vulnerability does no harm here; that needs a justification. @default {"accepted"} */
  readonly status?: "accepted" | "not_affected" | undefined;
  /** Why it does no harm. */
  readonly justification?: Justification | undefined;
}
