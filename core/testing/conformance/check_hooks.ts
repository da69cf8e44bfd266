import { findNearest } from "../../config/nearest.ts";
import type { PluginKind } from "../../plugin/define.ts";
import { describe, isRecord, withArticle } from "../../services/values.ts";

const HOOKS = {
  source: { one: ["targets"], other: ["count", "dispose"] },
  processor: { one: ["process"], other: ["dispose"] },
  sink: { one: ["write", "end"], other: ["dispose"] },
  observer: { one: ["observe"], other: ["dispose"] },
  engine: { one: ["open"], other: ["dispose"] },
} as const satisfies Record<PluginKind, { readonly one: readonly string[]; readonly other: readonly string[] }>;

/** Checks that what `setup` gave has a hook that its kind lives by, and none that nobody would call. */
export function checkHooks(kind: PluginKind, hooks: unknown): readonly string[] {
  if (!isRecord(hooks)) return [`hooks: setup gives ${describe(hooks)}, not the hooks of ${withArticle(kind)}`];
  const { one, other } = HOOKS[kind];
  const known: readonly string[] = [...one, ...other];
  const problems: string[] = [];
  if (!one.some((hook) => hooks[hook] !== undefined)) problems.push(`hooks: there is no ${one.join(" and no ")}`);
  for (const [hook, value] of Object.entries(hooks)) {
    const nearest = findNearest(hook, known);
    const mean = nearest === undefined ? "" : `; did you mean "${nearest}"?`;
    if (!known.includes(hook)) problems.push(`hooks: ${withArticle(kind)} has no hook "${hook}"${mean}`);
    else if (value !== undefined && typeof value !== "function") {
      problems.push(`hooks: ${hook} is ${describe(value)}, not a function`);
    }
  }
  return problems;
}
