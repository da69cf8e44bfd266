import { compileGlobs } from "../accept/compile_globs.ts";
import { listImageNames } from "../accept/image_names.ts";
import type { Target } from "../model/target.ts";
import type { OwnerRuleConfig } from "./owner_rule.ts";
import type { Owners } from "./owners.ts";

interface Tally {
  readonly rule: OwnerRuleConfig;
  readonly place: string;
  readonly isNamed: (name: string) => boolean;
  hasMatched: boolean;
  hasDecided: boolean;
}

/**
 * Makes what names the owners of targets. As in a CODEOWNERS file, the last rule that matches decides. A label `owner` that
 * the source has set stays, as does a label `slack`; the channel of such an owner is that of the last rule that names him.
 */
export function createOwners(rules: readonly OwnerRuleConfig[]): Owners {
  const tallies = rules.map((rule, index): Tally => {
    const globs = rule.images === undefined ? [] : [rule.images].flat();
    const place = `owners[${index}] (${globs.length > 0 ? globs.join(", ") : rule.owner})`;
    return { rule, place, isNamed: compileGlobs(globs), hasMatched: false, hasDecided: false };
  });
  const lastFirst = [...tallies].reverse();

  function findRule(target: Target): OwnerRuleConfig | undefined {
    const names = listImageNames({ target, data: {} });
    let decided: Tally | undefined;
    for (const tally of lastFirst) {
      // What is known to match something is asked only as long as nothing has decided.
      if ((decided !== undefined && tally.hasMatched) || !names.some(tally.isNamed)) continue;
      tally.hasMatched = true;
      decided ??= tally;
    }
    if (decided !== undefined) decided.hasDecided = true;
    return decided?.rule;
  }

  function findChannel(owner: string): string | undefined {
    const tally = lastFirst.find(({ rule }) => rule.owner === owner && rule.slack !== undefined);
    return tally?.rule.slack;
  }

  function noteOwner(name: string): void {
    for (const tally of tallies) {
      if (tally.rule.images === undefined && tally.rule.owner === name) tally.hasDecided = true;
    }
  }

  return {
    label(target) {
      const { owner: given, slack: channel } = target.labels ?? {};
      const rule = findRule(target);
      const owner = given ?? rule?.owner;
      if (owner === undefined) return target;
      noteOwner(owner);
      const slack = channel ?? (rule?.owner === owner ? rule.slack : undefined) ?? findChannel(owner);
      if (owner === given && slack === channel) return target;
      return { ...target, labels: { ...target.labels, owner, ...(slack !== undefined && { slack }) } };
    },
    report: () =>
      tallies.map(({ place, hasMatched, hasDecided }) => {
        return { place, state: hasDecided ? "used" : hasMatched ? "hidden" : "unseen" };
      }),
  };
}
