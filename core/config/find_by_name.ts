import { toReason } from "../errors/mod.ts";
import type { Plugin, PluginKind } from "../plugin/define.ts";
import { isPlugin, isPluginFactory } from "../plugin/recognize.ts";
import { describe, isRecord, withArticle } from "../services/values.ts";
import type { PluginCatalog } from "./catalog.ts";
import { loadFactory, toPackageName } from "./load_factory.ts";
import { findNearest } from "./nearest.ts";
import { keyOf, type Place } from "./place.ts";
import type { Problems } from "./problems.ts";

interface FindOptions {
  readonly kind: PluginKind;
  /** Where the entry stands: `sinks[0]`. */
  readonly at: Place;
  readonly catalog: PluginCatalog;
  /** The absolute folder that files and packages are looked for from. */
  readonly cwd: string;
  readonly problems: Problems;
}

/**
 * Makes the plugin that an entry names: `"image_list"` or `{ "image_list": { "file": "images.txt" } }`. The name is one
 * of the catalog, a module's path that begins with `./`, `../` or `/`, or a package: `x` is `hullscan-sink-x`.
 */
export async function findByName(entry: unknown, options: FindOptions): Promise<Plugin | undefined> {
  const { kind, at, catalog, problems } = options;
  const keys = isRecord(entry) ? Object.keys(entry) : [];
  const name = typeof entry === "string" ? entry : keys.length === 1 ? keys[0] : undefined;
  if (name === undefined) {
    const given = isPluginFactory(entry) ? "its factory: call it" : describe(entry);
    problems.add(at, `expected ${withArticle(kind)} plugin, its name, or { name: options }, not ${given}`);
    return undefined;
  }
  const named = isRecord(entry) ? keyOf(at, name) : at;
  const known = catalog[kind] ?? {};
  const load = [known, catalog.former?.[kind] ?? {}].find((names) => Object.hasOwn(names, name))?.[name];
  const loaded = load ? { factory: async (given: never) => (await load())(given) } : await loadFactory(name, options);
  if (loaded === undefined) {
    problems.add(named, describeUnknown(name, options), { nearest: findNearestName(name, known) });
    return undefined;
  }
  if ("problem" in loaded) {
    problems.add(named, loaded.problem);
    return undefined;
  }
  try {
    const given = isRecord(entry) ? entry[name] : undefined;
    const plugin: unknown = await loaded.factory((given ?? {}) as never);
    if (isPlugin(plugin)) return plugin;
    problems.add(named, `the factory of "${name}" returned ${describe(plugin)}, not a plugin`);
  } catch (error) {
    problems.add(named, `the factory of "${name}" failed: ${toReason(error)}`);
  }
  return undefined;
}

function describeUnknown(name: string, { kind, catalog }: FindOptions): string {
  const packageName = toPackageName(name, kind);
  const looked = packageName === undefined ? "" : ` and no package "${packageName}"`;
  return `there is no ${kind} "${name}"${looked}; known are ${Object.keys(catalog[kind] ?? {}).join(", ") || "none"}`;
}

function findNearestName(name: string, known: Readonly<Record<string, unknown>>): string | undefined {
  return /\.[cm]?[jt]s$/.test(name) ? `./${name}` : findNearest(name, Object.keys(known));
}
