import { aYearAfter } from "../../accept/mod.ts";
import type { AcceptRuleConfig } from "../../accept/rule_config.ts";
import { type Place, under } from "../place.ts";
import type { Problems } from "../problems.ts";

/** Checks that a rule does not hold for longer than it may. */
export function checkTerm(
  { until, over_a_year: isLong = false }: AcceptRuleConfig,
  at: Place,
  { problems, now }: { readonly problems: Problems; readonly now: Date },
): void {
  const latest = aYearAfter(now);
  if (isLong || until <= latest) return;
  const remedy = "name an earlier day, or set over_a_year: true";
  problems.add(under(at, "until"), `expected a day until ${latest}, a year from today, not "${until}": ${remedy}`);
}
