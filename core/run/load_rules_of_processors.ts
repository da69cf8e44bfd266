import type { AcceptRule } from "../accept/mod.ts";
import type { ResolvedPipeline } from "../config/resolved.ts";
import type { OpenRun } from "./open_run.ts";

/** Asks the processors what their options accept. The same rules in several pipelines are one. */
export async function loadRulesOfProcessors(
  pipelines: readonly ResolvedPipeline[],
  { driver, contextOf }: Pick<OpenRun, "driver" | "contextOf">,
): Promise<readonly AcceptRule[]> {
  const found = new Map<string, { readonly rules: readonly AcceptRule[]; readonly names: Set<string> }>();
  for (const { name, processors } of pipelines) {
    for (const { plugin, options } of processors) {
      const { definition } = plugin;
      if (definition.accept === undefined) continue;
      const ctx = contextOf(definition.name);
      const rules = await driver.call(definition.name, "accept", () => definition.accept?.(options, ctx) ?? []);
      const key = JSON.stringify([definition.name, rules.map(({ acceptance }) => acceptance.rule)]);
      const known = found.get(key);
      if (known) known.names.add(name);
      else found.set(key, { rules, names: new Set([name]) });
    }
  }
  return [...found.values()].flatMap(({ rules, names }) =>
    names.size === pipelines.length ? rules : rules.map((rule) => onlyIn(rule, names)),
  );
}

function onlyIn(rule: AcceptRule, names: ReadonlySet<string>): AcceptRule {
  return { ...rule, coversTarget: (found) => names.has(found.pipeline) && (rule.coversTarget?.(found) ?? true) };
}
