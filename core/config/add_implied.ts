import { toReason } from "../errors/mod.ts";
import type { Capability, ProcessorPlugin } from "../plugin/define.ts";
import { type BindParts, bindPlugins } from "./bind.ts";
import type { BoundPlugin } from "./resolved.ts";

interface AddImpliedOptions extends BindParts {
  /** Where the processors stand: `pipelines.remote.processors`. */
  readonly at: string;
  /** What the sources provide. */
  readonly given: readonly Capability[];
}

/**
 * Puts before each processor the one that it wants there, unless the pipeline has something that provides the same. Call
 * it for processors without problems.
 */
export async function addImplied(
  processors: readonly BoundPlugin<ProcessorPlugin>[],
  { given, ...part }: AddImpliedOptions,
): Promise<readonly BoundPlugin<ProcessorPlugin>[]> {
  const provided = new Set([...given, ...processors.flatMap(({ plugin }) => plugin.definition.provides ?? [])]);
  const all: BoundPlugin<ProcessorPlugin>[] = [];
  for (const one of processors) {
    const implied = await imply(one, part);
    const { provides = [] } = implied?.definition ?? {};
    if (!provides.every((capability) => provided.has(capability))) {
      const bound = await bindPlugins([implied], { ...part, kind: "processor" });
      all.push(...bound.map((added) => ({ ...added, impliedBy: one.plugin.definition.name })));
      for (const capability of provides) provided.add(capability);
    }
    all.push(one);
  }
  return all;
}

async function imply({ plugin, options }: BoundPlugin<ProcessorPlugin>, { at, problems }: { at: string } & BindParts) {
  try {
    return await plugin.definition.implies?.(options);
  } catch (error) {
    problems.add(at, `what "${plugin.definition.name}" wants before it cannot be had: ${toReason(error)}`);
    return undefined;
  }
}
