import {
  compareSeverity,
  type Epss,
  type Finding,
  type Intel,
  isExploited,
  isFixable,
  type Severity,
} from "../model/mod.ts";

/** What a severity counts for. They are so far apart that a fix never outweighs one. */
const WEIGHTS: Readonly<Record<Severity, number>> = { CRITICAL: 1, HIGH: 0.75, MEDIUM: 0.5, LOW: 0.25, UNKNOWN: 0.1 };
/** What is left of a risk that nobody can do anything about. */
const UNFIXABLE = 0.8;
/** What has no score counts as this likely: more than most of those that have one, and less than what is likely. */
const UNSCORED = 0.01;

/**
 * How urgent a finding is, as a number to sort by. What is known to be exploited has 1 or more; of the others it is EPSS x
 * severity x whether there is a fix.
 */
export function riskOf(finding: Finding): number {
  const intel = finding.kind === "vulnerability" ? finding.intel : undefined;
  const weight = WEIGHTS[finding.severity] * (isFixable(finding) ? 1 : UNFIXABLE);
  return isExploited(finding) ? 1 + weight : (intel?.epss?.score ?? UNSCORED) * weight;
}

/**
 * Compares findings for naming the first of them: the riskiest. Where nothing is known about exploits that is the one of the
 * highest severity, and of those one that can be fixed; then by name.
 */
export function compareFindings(a: Finding, b: Finding): number {
  const byFix = Number(isFixable(b)) - Number(isFixable(a));
  return riskOf(b) - riskOf(a) || compareSeverity(a, b) || byFix || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** What is known about exploits of a finding, in words, without its fix. Not escaped. */
export function describeIntel(finding: Finding): string | undefined {
  if (finding.kind !== "vulnerability" || finding.intel === undefined) return undefined;
  return listIntel(finding.intel).join("; ") || undefined;
}

/**
 * Returns in words what a finding's place in that order comes from: `known exploited since 2021-12-10; EPSS 94 % (99th
 * percentile); fixed in 2.17.1`. Nothing where nothing is known about exploits. Not escaped.
 *
 * @example
 * ```ts
 * import { describeRisk } from "hullscan/kit";
 * import { fakeFinding } from "hullscan/testing";
 *
 * const text = describeRisk(fakeFinding({ intel: { kev: { added: "2021-12-10" } } }));
 * if (!text?.startsWith("known exploited since 2021-12-10")) throw new Error(text);
 * ```
 */
export function describeRisk(finding: Finding): string | undefined {
  if (finding.kind !== "vulnerability" || finding.intel === undefined) return undefined;
  const { fix, intel } = finding;
  const help = fix.versions.length > 0 ? `fixed in ${fix.versions.join(", ")}` : "no fix yet";
  return [...listIntel(intel), help].join("; ");
}

function listIntel({ epss, kev }: Intel): readonly string[] {
  const ransomware = kev?.ransomware ? ", also by ransomware" : "";
  return [
    ...(kev === undefined ? [] : [`known exploited since ${kev.added}${ransomware}`]),
    ...(epss === undefined ? [] : [`EPSS ${formatEpss(epss)} (${formatPercentile(epss)} percentile)`]),
  ];
}

/** `94 %`; of what is small, `1.3 %` and `< 0.1 %`. */
export function formatEpss({ score }: Pick<Epss, "score">): string {
  const percent = score * 100;
  if (percent < 0.1) return "< 0.1 %";
  return `${percent < 9.95 ? percent.toFixed(1) : Math.round(percent)} %`;
}

/** `99th`: none is above all, itself among them. */
export function formatPercentile({ percentile }: Pick<Epss, "percentile">): string {
  const rank = Math.min(99, Math.floor(percentile * 100 + 1e-9));
  const isTeen = rank > 10 && rank < 14;
  return `${rank}${isTeen ? "th" : (["th", "st", "nd", "rd"][rank % 10] ?? "th")}`;
}
