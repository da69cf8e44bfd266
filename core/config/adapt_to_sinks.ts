import type { Capability, ProcessorPlugin, SinkPlugin } from "../plugin/define.ts";
import type { BoundPlugin } from "./resolved.ts";

/** The processors of a pipeline, with the options that they have beside its sinks. Call it for plugins without problems. */
export function adaptToSinks(
  processors: readonly BoundPlugin<ProcessorPlugin>[],
  sinks: readonly BoundPlugin<SinkPlugin>[],
): readonly BoundPlugin<ProcessorPlugin>[] {
  const wanted = new Set<Capability>(sinks.flatMap(({ plugin, options }) => plugin.definition.wants?.(options) ?? []));
  if (wanted.size === 0) return processors;
  return processors.map((bound) => {
    const { adapt } = bound.plugin.definition;
    return adapt ? { ...bound, options: adapt(bound.options, wanted) } : bound;
  });
}
