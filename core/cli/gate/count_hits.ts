import type { FindingRule } from "../../config/fail_on.ts";
import { compareFindings, createTop, createWorstImages, type WorstImage } from "../../highlights/mod.ts";
import { type Finding, isAccepted, leaveOutAccepted, levelOf, type Outcome } from "../../model/mod.ts";
import { listMisses, Misses } from "./judge.ts";
import { meetsRule } from "./meets_rule.ts";

/** How many findings and images of a rule are named. */
const NAMED = 3;

/** What meets a rule of the gate. Memory holds counts and the worst, whatever the number of targets. */
export interface Hits {
  readonly rule: FindingRule;
  add(outcome: Outcome): void;
  /** How many findings meet the rule and are not accepted. */
  readonly count: number;
  /** How many accepted findings would meet it. */
  readonly accepted: number;
  /** The worst of them, each once. */
  readonly findings: readonly Finding[];
  /** The worst images, with the worst finding of each that meets the rule. */
  readonly images: readonly WorstImage<Finding | undefined>[];
  /** How many targets have such findings. */
  readonly targets: number;
  /** How many were scanned only for higher severities than the rule is about. */
  readonly narrow: number;
  /** How many targets have findings that count as new because nothing says what was found in them before. */
  readonly uncompared: number;
  /** Those that miss only what the rule says about exploits. */
  readonly misses: Misses;
}

/** Makes what counts the findings that meet a rule. */
export function createHits(rule: FindingRule): Hits {
  const level = levelOf(rule.severity ?? "UNKNOWN");
  const worst = createWorstImages(NAMED, ({ data: { findings = [] } }) =>
    findings.reduce<Finding | undefined>((a, b) => (a === undefined || compareFindings(b, a) < 0 ? b : a), undefined),
  );
  const first = createTop<Finding>(NAMED, compareFindings);
  const misses = new Misses(rule);
  const asksForIntel = rule.kev === true || rule.epss !== undefined;
  let [count, accepted, narrow, uncompared] = [0, 0, 0, 0];

  /** Whether a finding that meets all else is also as exploited as the rule says. What is no vulnerability never is. */
  function isThreat(finding: Finding): boolean {
    if (!asksForIntel) return true;
    if (finding.kind !== "vulnerability") return false;
    const missing = listMisses(finding, rule);
    if (!isAccepted(finding)) misses.add(finding, missing);
    return missing.length === 0;
  }

  function name(finding: Finding): void {
    if (!first.admits(finding)) return;
    const known = first.take(({ id }) => id === finding.id);
    first.add(known !== undefined && compareFindings(known, finding) <= 0 ? known : finding);
  }

  return {
    rule,
    misses,
    add(outcome) {
      const { status, data, target } = outcome;
      if (data.findings === undefined) return;
      if (status === "done" && levelOf(target.minSeverity) > level) narrow += 1;
      const met = data.findings.filter((finding) => meetsRule(finding, rule, outcome) && isThreat(finding));
      const findings = leaveOutAccepted(met);
      accepted += met.length - findings.length;
      count += findings.length;
      if (rule.newOnly && outcome.comparison === undefined && findings.length > 0) uncompared += 1;
      for (const finding of findings) name(finding);
      worst.add({ ...outcome, data: { ...data, findings } });
    },
    get count() {
      return count;
    },
    get accepted() {
      return accepted;
    },
    get findings() {
      return first.list();
    },
    get images() {
      return worst.list();
    },
    get targets() {
      return worst.affected;
    },
    get narrow() {
      return narrow;
    },
    get uncompared() {
      return uncompared;
    },
  };
}
