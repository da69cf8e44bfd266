import type { Plugin, PluginKind } from "../plugin/define.ts";

/** Makes a plugin from options that have not been checked yet. */
export type AnyFactory<Kind extends PluginKind> = (options: never) => Plugin<Kind>;

/** The plugins that JSON and YAML configs can name, by kind and name. */
export type PluginCatalog = { readonly [Kind in PluginKind]: Readonly<Record<string, AnyFactory<Kind>>> };

/** No plugins by name. */
export const EMPTY_CATALOG: PluginCatalog = { source: {}, processor: {}, sink: {} };

/** All plugins of a catalog, each without options. */
export function listCatalog(catalog: PluginCatalog): readonly Plugin[] {
  const kinds: readonly PluginKind[] = ["source", "processor", "sink"];
  return kinds.flatMap((kind) => Object.values(catalog[kind]).map((factory) => factory({} as never)));
}
