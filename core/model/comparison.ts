import type { Finding } from "./finding.ts";
import type { Severity } from "./severity.ts";

/** How an outcome compares with what an earlier run found. */
export interface Comparison {
  /** What it is compared with, for people: `the run of 2026-11-20 10:00`. */
  readonly with: string;
  /** What was found then and is not there any more. */
  readonly gone: readonly Finding[];
  /** Set where the earlier run looked at no image of the repository: all that is found is new. */
  readonly isFirst?: true;
  /** The least severity that both runs report, where they differ in it. What is below it is not compared. */
  readonly minSeverity?: Severity;
}
