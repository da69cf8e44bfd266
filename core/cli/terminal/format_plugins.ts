import type { Plugin } from "../../plugin/define.ts";
import { describeOptions, type OptionInfo } from "../../plugin/describe_options.ts";

/** Plugins with their options, for people: a block each. */
export function formatPlugins(plugins: readonly Plugin[]): string {
  return plugins.map((plugin) => formatPlugin(plugin).join("\n")).join("\n\n");
}

function formatPlugin({ kind, definition }: Plugin): readonly string[] {
  const { name, description, options } = definition;
  const head = `${name} (${kind})${description === undefined ? "" : `: ${description}`}`;
  const infos = describeOptions(options);
  if (infos === undefined) return [head, "  its schema does not list the options"];
  if (infos.length === 0) return [head, "  no options"];
  const width = Math.max(...infos.map((info) => info.name.length));
  return [head, ...infos.flatMap((info) => formatOption(info, width))];
}

function formatOption(info: OptionInfo, width: number): readonly string[] {
  const { name, type, isRequired, description } = info;
  const value = formatDefault(info);
  const default_ = value === undefined ? "" : `, default ${value}`;
  const line = `  ${name.padEnd(width)}  ${type}${isRequired ? ", required" : default_}`;
  return description === "" ? [line] : [line, `  ${" ".repeat(width)}    ${description}`];
}

/** The default as one would write it in a config; undefined where there is none, or an empty list. */
export function formatDefault({ default: value }: Pick<OptionInfo, "default">): string | undefined {
  return value === undefined || (Array.isArray(value) && value.length === 0) ? undefined : JSON.stringify(value);
}

/** Plugins with their options, as data. */
export function toPluginData(plugins: readonly Plugin[]) {
  return plugins.map(({ kind, definition }) => {
    const { name, description, needs = [], provides = [], options } = definition;
    return { kind, name, description, needs, provides, options: describeOptions(options) };
  });
}
