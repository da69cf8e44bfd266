import type { FindingRule } from "../../config/fail_on.ts";
import { type Finding, highestScore, isAtLeast, isFixable, type Outcome, type Severity } from "../../model/mod.ts";

/** The highest CVSS score of each severity. Nobody knows how bad an unknown one is. */
const HIGHEST: Readonly<Record<Severity, number>> = { UNKNOWN: 10, LOW: 3.9, MEDIUM: 6.9, HIGH: 8.9, CRITICAL: 10 };

/** Whether a finding of an outcome meets all conditions of a rule. */
export function meetsRule(
  finding: Finding,
  { severity, fixable, newOnly, kinds, cvss }: FindingRule,
  { comparison }: Pick<Outcome, "comparison">,
): boolean {
  if (severity !== undefined && !isAtLeast(finding.severity, severity)) return false;
  if (kinds !== undefined && !kinds.includes(finding.kind)) return false;
  if (fixable && finding.kind === "vulnerability" && !isFixable(finding)) return false;
  if (newOnly && isKnown(finding, comparison)) return false;
  return cvss === undefined || scoreOf(finding) >= cvss;
}

/** Whether an earlier run is known to have found it. What was not compared is no reason to pass. */
function isKnown({ isNew, severity }: Finding, comparison: Outcome["comparison"]): boolean {
  if (isNew || comparison === undefined) return false;
  return comparison.minSeverity === undefined || isAtLeast(severity, comparison.minSeverity);
}

/** A finding without a score has the highest that fits: what is not known is no reason to pass. */
function scoreOf(finding: Finding): number {
  const score = finding.kind === "vulnerability" ? highestScore(finding.cvss) : undefined;
  return score || HIGHEST[finding.severity];
}
