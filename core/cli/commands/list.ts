import { buildConfigSchema } from "../../config/build_config_schema.ts";
import { listCatalog } from "../../config/catalog.ts";
import { findNearest } from "../../config/nearest.ts";
import { coreError } from "../../errors/mod.ts";
import type { Plugin } from "../../plugin/define.ts";
import type { Composition } from "../composition.ts";
import { EXIT } from "../exit.ts";
import { formatPlugins, toPluginData } from "../terminal/format_plugins.ts";

/** The flags of `scan list`. */
export interface ListFlags {
  readonly json?: boolean;
  readonly schema?: boolean;
}

/** `scan list [PLUGIN...]`: prints the plugins that configs can name, with their options. Gives the exit code. */
export async function listCommand(
  names: readonly string[],
  flags: ListFlags,
  composition: Composition,
): Promise<number> {
  if (flags.schema && names.length > 0) {
    throw coreError("USAGE", { reason: "--schema is that of a whole config: name no plugin with it" });
  }
  const { catalog } = await composition.loadBuiltIn();
  const all = await listCatalog(catalog);
  const plugins = names.length === 0 ? all : names.map((name) => findPlugin(name, all));
  process.stdout.write(`${format()}\n`);
  return EXIT.ok;

  function format(): string {
    if (flags.schema) return JSON.stringify(buildConfigSchema(all), null, 2);
    return flags.json ? JSON.stringify(toPluginData(plugins), null, 2) : formatPlugins(plugins);
  }
}

function findPlugin(name: string, plugins: readonly Plugin[]): Plugin {
  const found = plugins.find(({ definition }) => definition.name === name);
  if (found !== undefined) return found;
  const known = plugins.map(({ definition }) => definition.name);
  const nearest = findNearest(name, known);
  const mean = nearest === undefined ? "" : `; did you mean "${nearest}"?`;
  throw coreError("USAGE", { reason: `There is no plugin "${name}" (there are ${known.join(", ")})${mean}` });
}
