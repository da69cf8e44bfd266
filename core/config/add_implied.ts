import { toReason } from "../errors/mod.ts";
import type { Capability, ProcessorPlugin } from "../plugin/define.ts";
import type { Place } from "./place.ts";
import { type ResolveParts, resolvePlugins } from "./resolve_plugins.ts";
import type { BoundPlugin } from "./resolved.ts";

interface AddImpliedOptions extends ResolveParts {
  /** Where the processors stand: `pipelines.remote.processors`. */
  readonly at: Place;
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
  const provided = new Set(given);
  const all: BoundPlugin<ProcessorPlugin>[] = [];
  for (const [index, one] of processors.entries()) {
    const implied = await imply(one, part);
    const { provides = [] } = implied?.definition ?? {};
    const missing = provides.filter((capability) => !provided.has(capability));
    const after = processors.slice(index + 1);
    const late = after.find((other) => missing.some((capability) => providesOf(other).includes(capability)));
    if (late !== undefined) {
      const [name, before] = [late, one].map(({ plugin }) => plugin.definition.name);
      // Another one than what is wanted may stand there for a reason of its own.
      if (name === implied?.definition.name)
        part.problems.add(part.at, `"${name}" has no effect after "${before}", which needs its result: put it before`);
    } else if (missing.length > 0) {
      const bound = await resolvePlugins([implied], { ...part, kind: "processor" });
      all.push(...bound.map((added) => ({ ...added, impliedBy: one.plugin.definition.name })));
      for (const capability of provides) provided.add(capability);
    }
    for (const capability of providesOf(one)) provided.add(capability);
    all.push(one);
  }
  return all;
}

function providesOf({ plugin }: BoundPlugin<ProcessorPlugin>): readonly Capability[] {
  return plugin.definition.provides ?? [];
}

async function imply(
  { plugin, options }: BoundPlugin<ProcessorPlugin>,
  { at, problems }: { at: Place } & ResolveParts,
) {
  try {
    return await plugin.definition.implies?.(options);
  } catch (error) {
    problems.add(at, `cannot load what "${plugin.definition.name}" needs before it: ${toReason(error)}`);
    return undefined;
  }
}
