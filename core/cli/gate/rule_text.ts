import { InvalidArgumentError } from "commander";
import { type FailOn, type FindingRule, NO_GATE, STALE_RULES, type StaleRule } from "../../config/fail_on.ts";
import { findNearest } from "../../config/nearest.ts";
import { FINDING_KINDS, findSeverity, SEVERITIES } from "../../model/mod.ts";

/** The words of a rule that stand for themselves. */
export const RULE_WORDS = [
  ...SEVERITIES,
  "fixable",
  "new",
  "kev",
  ...FINDING_KINDS,
  "caveats",
  ...STALE_RULES.map(nameStale),
] as const;

type Building = { -readonly [K in keyof FindingRule]: FindingRule[K] };

/**
 * Reads a rule as `--fail-on` takes it, `HIGH,fixable`, and adds it to those before.
 *
 * @throws {InvalidArgumentError} where a word is not known, or two contradict each other
 */
export function parseRule(text: string, { rules, caveats, stale: before = [] }: FailOn = NO_GATE): FailOn {
  const words = text.split(",").map((word) => word.trim());
  const isAlone = (word: string) => ["caveats", ...STALE_RULES.map(nameStale)].includes(word.toLowerCase());
  const others = words.filter((word) => !isAlone(word));
  const rule: Building = {};
  for (const word of others) addCondition(rule, word);
  const names = words.map((word) => word.toLowerCase());
  const stale = STALE_RULES.filter((state) => before.includes(state) || names.includes(nameStale(state)));
  return {
    rules: others.length === 0 ? rules : [...rules, rule],
    ...((names.includes("caveats") || caveats !== undefined) && { caveats: true }),
    ...(stale.length > 0 && { stale }),
  };
}

/** As `--fail-on` takes it: `ended-rules`. */
export function nameStale<T extends StaleRule>(state: T): `${T}-rules` {
  return `${state}-rules`;
}

function addCondition(rule: Building, word: string): void {
  const [name = "", value] = word.toLowerCase().split("=", 2);
  const severity = findSeverity(word);
  const kind = FINDING_KINDS.find((one) => one === word.toLowerCase());
  if (severity !== undefined) {
    if (rule.severity !== undefined) {
      const reason = "All conditions of a rule have to be met, and a severity stands for all above it";
      throw new InvalidArgumentError(`${reason}: name the lowest alone.`);
    }
    rule.severity = severity;
  } else if (kind !== undefined) rule.kinds = [...(rule.kinds ?? []), kind];
  else if (word.toLowerCase() === "fixable") rule.fixable = true;
  else if (word.toLowerCase() === "new") rule.newOnly = true;
  else if (word.toLowerCase() === "kev") rule.kev = true;
  else if (name === "cvss") rule.cvss = parseScore(value, { name, max: 10 });
  else if (name === "epss") rule.epss = parseScore(value, { name, max: 1 });
  else throw new InvalidArgumentError(describeUnknownWord(word));
}

function parseScore(text = "", { name, max }: { readonly name: string; readonly max: number }): number {
  const score = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || score > max)
    throw new InvalidArgumentError(`Expected ${name}=N with a number from 0 to ${max}.`);
  return score;
}

function describeUnknownWord(word: string): string {
  const nearest = findNearest(word, RULE_WORDS);
  const mean = nearest === undefined ? "" : ` Did you mean ${nearest}?`;
  const others = RULE_WORDS.slice(SEVERITIES.length).join(", ");
  return `Expected one of ${SEVERITIES.join(", ")}, or 1 to 5; ${others}, cvss=N, epss=N.${mean}`;
}

/** A rule as `--fail-on` takes it. */
export function formatRule({ severity, fixable, newOnly, kinds = [], cvss, kev, epss }: FindingRule): string {
  const words = [severity, fixable && "fixable", newOnly && "new", kev && "kev", ...kinds];
  const scores = Object.entries({ cvss, epss }).map(([name, least]) => least !== undefined && `${name}=${least}`);
  return [...words, ...scores].filter(Boolean).join();
}
