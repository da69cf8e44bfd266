import { type FindingKind, findSeverity, type Severity } from "../model/mod.ts";
import { isRecord } from "../services/values.ts";
import type { GateRule, GateSeverity, ScanConfig } from "./scan_config.ts";

/** What a finding is that fails a run: it meets all conditions that are there. */
export interface FindingRule {
  /** This severity or above. */
  readonly severity?: Severity;
  /** No vulnerability that no version fixes. */
  readonly fixable?: true;
  /** None that an earlier run has found. Where nothing was compared, each counts as new. */
  readonly newOnly?: true;
  /** One of these. */
  readonly kinds?: readonly FindingKind[];
  /** A CVSS score of this or above. */
  readonly cvss?: number;
  /** Known to be exploited. */
  readonly kev?: true;
  /** An EPSS score of this or above. */
  readonly epss?: number;
}

/** What makes a run exit with 1 although it has finished. */
export interface FailOn {
  /** A finding that meets one of these. */
  readonly rules: readonly FindingRule[];
  /** A target with a caveat: with any, or with one of these codes. */
  readonly caveats?: true | readonly string[];
  /** A rule for accepted findings that has come to this. */
  readonly stale?: readonly StaleRule[];
}

/** What a rule for accepted findings can come to: its day is over, or nothing in the run matches it. */
export const STALE_RULES = ["ended", "unused"] as const;
export type StaleRule = (typeof STALE_RULES)[number];

/** A gate that no run hits. */
export const NO_GATE: FailOn = { rules: [] };

/** Reads `failOn` of a config that is without problems. */
export function readFailOn(failOn: ScanConfig["failOn"]): FailOn {
  const rules = listGateRules(failOn);
  const isAny = rules.some(({ caveats }) => caveats === true);
  const codes = rules.flatMap(({ caveats }) => (typeof caveats === "object" ? caveats : []));
  const stale = STALE_RULES.filter((state) => rules.some((rule) => rule.rules?.includes(state)));
  return {
    rules: rules.map(toFindingRule).filter((rule) => Object.keys(rule).length > 0),
    ...(isAny ? { caveats: true } : codes.length > 0 && { caveats: codes }),
    ...(stale.length > 0 && { stale }),
  };
}

/** The rules of a gate, however it is written. */
export function listGateRules(failOn: ScanConfig["failOn"]): readonly GateRule[] {
  const entries: readonly (GateRule | GateSeverity)[] = isList(failOn) ? failOn : failOn === undefined ? [] : [failOn];
  return entries.map((entry) => (isRecord(entry) ? entry : { severity: entry }));
}

function isList(failOn: ScanConfig["failOn"]): failOn is readonly (GateRule | GateSeverity)[] {
  return Array.isArray(failOn);
}

function toFindingRule({ severity, fixable, newOnly, kinds, cvss, kev, epss }: GateRule): FindingRule {
  const least = findSeverity(severity);
  return {
    ...(least && { severity: least }),
    ...(fixable && { fixable }),
    ...(newOnly && { newOnly }),
    ...(kinds && { kinds }),
    ...(cvss !== undefined && { cvss }),
    ...(kev && { kev }),
    ...(epss !== undefined && { epss }),
  };
}
