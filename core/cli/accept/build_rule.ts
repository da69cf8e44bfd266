import { today } from "../../accept/days.ts";
import type { AcceptRuleConfig } from "../../accept/rule_config.ts";
import { checkTerm } from "../../config/accept/check_term.ts";
import { checkAcceptFile } from "../../config/check_shape.ts";
import { entryOf, outside, under, WHOLE } from "../../config/place.ts";
import { createProblems } from "../../config/problems.ts";
import { coreError } from "../../errors/mod.ts";

/** The flags that make a rule. */
export interface RuleFlags {
  readonly package?: readonly string[];
  readonly image?: readonly string[];
  readonly path?: readonly string[];
  readonly kind?: readonly string[];
  readonly label?: readonly string[];
  readonly reason: string;
  readonly until: string;
  readonly owner?: string;
  readonly whenFixed?: "true" | "false";
  readonly overAYear?: boolean;
  readonly notAffected?: string;
}

const FLAGS: Readonly<Record<string, string>> = {
  id: "the id",
  label: "--label",
  over_a_year: "--over-a-year",
  status: "--not-affected",
  justification: "--not-affected",
  when_fixed: "--when-fixed",
};

/**
 * Makes a rule of what a call says.
 *
 * @throws {ScanError} USAGE with all that is wrong
 */
export function buildRule(ids: readonly string[], flags: RuleFlags, now: Date): AcceptRuleConfig {
  const { image, path, kind, label, reason, until, owner, whenFixed, overAYear, notAffected } = flags;
  const rule = {
    ...(ids.length > 0 && { id: shorten(ids) }),
    ...(flags.package && { package: shorten(flags.package) }),
    ...(path && { path: shorten(path) }),
    ...(image && { image: shorten(image) }),
    ...(label && { label: parseLabels(label) }),
    ...(kind && { kind: shorten(kind) }),
    ...(notAffected !== undefined && { status: "not_affected", justification: notAffected }),
    ...(whenFixed === "false" && { when_fixed: false }),
    ...{ reason, until },
    ...(overAYear && { over_a_year: true }),
    ...(owner !== undefined && { owner }),
  };
  const problems = createProblems();
  checkAcceptFile({ accept: [rule] }, problems);
  const at = entryOf(under(WHOLE, "accept"), 0);
  const checked = rule as AcceptRuleConfig;
  if (problems.found.length === 0) checkTerm(checked, at, { problems, now });
  if (problems.found.length === 0 && until < today(now)) {
    problems.add(outside("--until"), `expected a day from ${today(now)} on, not "${until}"`);
  }
  if (problems.found.length === 0) return checked;
  const list = problems.found.map(({ at: { text, steps = [] }, ...problem }) => {
    const [, , key] = steps;
    return coreError("CONFIG_PROBLEM", { at: key === undefined ? nameWhole(text) : nameFlag(key), ...problem });
  });
  throw coreError("USAGE", { reason: "The rule is not one that a run would take" }, { problems: list });
}

function nameFlag(key: string): string {
  return FLAGS[key] ?? `--${key}`;
}

function nameWhole(text: string): string {
  return text.startsWith("--") ? text : "the rule";
}

/** One of a kind is written alone. */
function shorten(texts: readonly string[]): string | readonly string[] {
  const [only = ""] = texts;
  return texts.length === 1 ? only : texts;
}

/** `team=payments` */
function parseLabels(texts: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf("=");
      if (at < 1) throw coreError("USAGE", { reason: `Expected --label NAME=GLOB, not "${text}"` });
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}
