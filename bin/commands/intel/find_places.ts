import { resolve } from "node:path";
import type { CommandContext, OwnCall } from "../../../core/cli/composition.ts";
import { loadConfig } from "../../../core/config/load.ts";
import { resolveLoaded } from "../../../core/config/resolve.ts";
import { type IntelPlaces, placeIntel } from "../../../core/intel/mod.ts";

/** Finds where a run would look for the data about exploits. */
export async function findPlaces({ config, outputDir }: OwnCall, context: CommandContext): Promise<IntelPlaces> {
  const cwd = process.cwd();
  // Without a config no plugin has to be loaded to know what it would say.
  const loaded = await loadConfig({ env: process.env, cwd, file: config, fallback: { pipelines: {} } });
  const folders = { cwd, outputDir: resolve(outputDir ?? ".") };
  if (loaded.path === "built-in") return placeIntel(undefined, folders);
  const { catalog } = await context.loadBuiltIn();
  const { intel, ...resolved } = await resolveLoaded(loaded, {
    catalog,
    ...(outputDir !== undefined && { outputDir }),
  });
  return intel || placeIntel(undefined, resolved);
}
