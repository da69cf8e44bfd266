import type { MaybePromise } from "../plugin/context.ts";
import type { Plugin, PluginKind } from "../plugin/define.ts";

/** Makes a plugin from options that have not been checked yet. */
export type AnyFactory<Kind extends PluginKind> = (options: never) => Plugin<Kind>;

/** The plugins that JSON and YAML configs can name, by kind and name; each is loaded when it is named. */
export type PluginCatalog = CatalogByKind & {
  /** Names that configs may still use. They are not listed. */
  readonly former?: CatalogByKind;
};

type CatalogByKind = {
  readonly [Kind in PluginKind]?: Readonly<Record<string, () => MaybePromise<AnyFactory<Kind>>>>;
};

/** No plugins by name. */
export const EMPTY_CATALOG: PluginCatalog = {};

/** All plugins of a catalog, each without options. */
export async function listCatalog(catalog: PluginCatalog): Promise<readonly Plugin[]> {
  const entries = (["source", "processor", "sink", "observer", "engine"] as const).flatMap((kind) =>
    Object.values(catalog[kind] ?? {}),
  );
  const factories = await Promise.all(entries.map((load) => load()));
  return factories.map((factory) => factory({} as never));
}
