import { isDeepStrictEqual } from "node:util";
import type { SinkPlugin } from "../plugin/define.ts";
import { type Place, under } from "./place.ts";
import { type ResolveParts, resolvePlugins } from "./resolve_plugins.ts";
import type { BoundPlugin } from "./resolved.ts";

interface AddDefaultsOptions extends ResolveParts {
  /** Where the pipeline stands. */
  readonly at: Place;
  /** What the pipeline brings. */
  readonly list: unknown;
  /** What pipelines before it have brought: equal ones are one sink. */
  readonly shared: BoundPlugin<SinkPlugin>[];
}

/** Puts the sinks that a pipeline brings behind those that it has, unless there is one of the same name. */
export async function addDefaultSinks(
  sinks: readonly BoundPlugin<SinkPlugin>[],
  { at, list, shared, ...part }: AddDefaultsOptions,
): Promise<readonly BoundPlugin<SinkPlugin>[]> {
  const brought = await resolvePlugins(list, { ...part, kind: "sink", at: under(at, "defaultSinks") });
  const names = sinks.map(({ plugin }) => plugin.definition.name);
  const others = brought.filter(({ plugin }) => !names.includes(plugin.definition.name));
  return [...sinks, ...others.map((sink) => share(sink, shared))];
}

function share(sink: BoundPlugin<SinkPlugin>, shared: BoundPlugin<SinkPlugin>[]): BoundPlugin<SinkPlugin> {
  const same = shared.find(
    ({ plugin, options }) => plugin.definition === sink.plugin.definition && isDeepStrictEqual(options, sink.options),
  );
  if (same !== undefined) return same;
  const added = { ...sink, isDefault: true as const };
  shared.push(added);
  return added;
}
