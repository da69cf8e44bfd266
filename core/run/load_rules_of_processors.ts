import type { AcceptRule } from "../accept/mod.ts";
import type { ResolvedPipeline } from "../config/resolved.ts";
import type { OpenRun } from "./open_run.ts";

/** Rules that are the same wherever they are read, and the pipelines in which they are. */
interface RuleSet {
  readonly rules: readonly AcceptRule[];
  readonly names: Set<string>;
}

/**
 * Asks the processors what their options accept. The rules of one file are the same ones, whichever processors read it; those of
 * no file are where one processor says the same in several pipelines.
 */
export async function loadRulesOfProcessors(
  pipelines: readonly ResolvedPipeline[],
  { driver, contextOf }: Pick<OpenRun, "driver" | "contextOf">,
): Promise<readonly AcceptRule[]> {
  const found = new Map<string, RuleSet>();
  for (const { name, processors } of pipelines) {
    for (const { plugin, options } of processors) {
      const { definition } = plugin;
      if (definition.accept === undefined) continue;
      const ctx = contextOf(definition.name);
      const all = await driver.call(definition.name, "accept", () => definition.accept?.(options, ctx) ?? []);
      for (const [file, rules] of groupByFile(all)) {
        const key = file ?? JSON.stringify([definition.name, rules.map(({ acceptance }) => acceptance.rule)]);
        const known = found.get(key);
        if (known) known.names.add(name);
        else found.set(key, { rules, names: new Set([name]) });
      }
    }
  }
  return [...found.values()].flatMap(({ rules, names }) =>
    names.size === pipelines.length ? rules : rules.map((rule) => onlyIn(rule, names)),
  );
}

/** In the order of their files. */
function groupByFile(rules: readonly AcceptRule[]): ReadonlyMap<string | undefined, readonly AcceptRule[]> {
  const groups = new Map<string | undefined, AcceptRule[]>();
  for (const rule of rules) {
    const group = groups.get(rule.file);
    if (group) group.push(rule);
    else groups.set(rule.file, [rule]);
  }
  return groups;
}

function onlyIn(rule: AcceptRule, names: ReadonlySet<string>): AcceptRule {
  return { ...rule, coversTarget: (found) => names.has(found.pipeline) && (rule.coversTarget?.(found) ?? true) };
}
