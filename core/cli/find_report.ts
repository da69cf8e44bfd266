import { loadConfig } from "../config/load.ts";
import { resolveLoaded } from "../config/resolve.ts";
import type { BoundPlugin, ResolvedConfig } from "../config/resolved.ts";
import type { CommandContext } from "./composition.ts";

/** The flags that say which config, and where reports are. */
export interface PlaceFlags {
  readonly config?: string;
  readonly outputDir?: string;
}

/** Loads the config of a command that scans nothing. */
export async function loadForReports(
  flags: PlaceFlags,
  { loadBuiltIn }: Pick<CommandContext, "loadBuiltIn">,
): Promise<ResolvedConfig> {
  const { defaultConfig, catalog } = await loadBuiltIn();
  const here = { env: process.env, cwd: process.cwd() };
  const loaded = await loadConfig({ ...here, file: flags.config, fallback: defaultConfig });
  return resolveLoaded(loaded, {
    catalog,
    ...(flags.outputDir !== undefined && { outputDir: flags.outputDir }),
  });
}

/** Finds the newest report of a config's runs; undefined where there is none. */
export async function findReport(
  { outputDir, pipelines }: ResolvedConfig,
  { loadReports }: Pick<CommandContext, "loadReports">,
): Promise<string | undefined> {
  const writers = pipelines.flatMap(({ sinks }) => sinks).filter(isWriter);
  const options = writers.map((sink) => sink.options);
  return (await loadReports()).findNewest(outputDir, options);
}

/** Whether a sink writes reports: another one may keep files of its own, which are none. */
function isWriter({ plugin }: BoundPlugin): boolean {
  return plugin.definition.provides?.includes("artifact") ?? false;
}
