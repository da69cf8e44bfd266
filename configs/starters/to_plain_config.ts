import type { PluginList } from "../../core/kit.ts";
import type { PipelineConfig, Plugin } from "../../core/mod.ts";

/** A config as JSON and YAML hold it: plugins by name, with their options where there are any. */
export interface PlainConfig {
  readonly pipelines: Readonly<Record<string, unknown>>;
  readonly sinks: readonly unknown[];
}

/** Turns pipelines and sinks into what JSON and YAML can hold, with the sinks that the pipelines bring. The plugins must be such as those can name. */
export function toPlainConfig(config: {
  readonly pipelines: Readonly<Record<string, PipelineConfig>>;
  readonly sinks: PluginList<Plugin>;
}): PlainConfig {
  const pipelines = Object.entries(config.pipelines).map(([name, { sources, processors = [], jobs }]) => {
    return [name, { sources: toPlainList(sources), processors: toPlainList(processors), jobs }];
  });
  const defaults = Object.values(config.pipelines).flatMap(({ defaultSinks = [] }) => defaultSinks);
  return {
    pipelines: Object.fromEntries(pipelines),
    sinks: [...new Set([...toPlainList(config.sinks), ...toPlainList(defaults)])],
  };
}

function toPlainList(list: PluginList<Plugin>): readonly unknown[] {
  return list.flatMap((entry) => {
    if (!entry) return [];
    return isList(entry) ? toPlainList(entry) : [toPlain(entry)];
  });
}

function isList(entry: Plugin | PluginList<Plugin>): entry is PluginList<Plugin> {
  return Array.isArray(entry);
}

function toPlain({ definition, options }: Plugin): unknown {
  const given = Object.entries(options ?? {}).filter(([, value]) => value !== undefined);
  return given.length === 0 ? definition.name : { [definition.name]: Object.fromEntries(given) };
}
