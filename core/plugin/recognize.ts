import { PLUGIN_BRAND } from "./contract.ts";
import type { FactoryMark, Plugin, PluginKind } from "./define.ts";

/** Whether a value is a plugin, also one made by another copy of this package. */
export function isPlugin(value: unknown): value is Plugin {
  return typeof value === "object" && value !== null && PLUGIN_BRAND in value;
}

/** Whether a plugin is of a kind. */
export function isKind<Kind extends PluginKind>(plugin: Plugin, kind: Kind): plugin is Plugin<Kind> {
  return plugin.kind === kind;
}

/** Whether a value is what `defineSource` or another `define...` returned, also of another copy of this package. */
export function isPluginFactory(value: unknown): value is FactoryMark & ((options?: unknown) => unknown) {
  return typeof value === "function" && PLUGIN_BRAND in value;
}
