import type { Capability, Plugin } from "./define.ts";

/** A plugin that stands where what it needs is not there yet. */
export interface OrderProblem {
  readonly plugin: Plugin;
  /** Position in its list, from 0. */
  readonly index: number;
  readonly missing: Capability;
  /** A plugin later in the list that would provide it, if there is one. */
  readonly provider?: string;
}

/**
 * Checks that each plugin of a list finds what it needs: provided before the list (`given`) or by a plugin that
 * stands before it.
 */
export function findOrderProblems(plugins: readonly Plugin[], given: Iterable<Capability>): readonly OrderProblem[] {
  const provided = new Set<Capability>(given);
  const problems: OrderProblem[] = [];
  for (const [index, plugin] of plugins.entries()) {
    for (const missing of plugin.definition.needs ?? []) {
      if (provided.has(missing)) continue;
      const provider = plugins.slice(index + 1).find((other) => other.definition.provides?.includes(missing));
      problems.push({ plugin, index, missing, ...(provider && { provider: provider.definition.name }) });
    }
    for (const capability of plugin.definition.provides ?? []) provided.add(capability);
  }
  return problems;
}

/** What every one of some sources provides: only that can be relied on by the processors after them. */
export function providedByAll(sources: readonly Plugin[]): readonly Capability[] {
  const [first, ...rest] = sources.map((source) => source.definition.provides ?? []);
  return (first ?? []).filter((capability) => rest.every((provided) => provided.includes(capability)));
}
