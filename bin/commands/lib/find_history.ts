import { resolve } from "node:path";
import type { CommandContext, OwnCall } from "../../../core/cli/composition.ts";
import { loadConfig } from "../../../core/config/load.ts";
import { resolveLoaded } from "../../../core/config/resolve.ts";

/** Where a run without another word writes its history. */
const USUAL = ".hullscan/history.db";

/** Finds the history that a call means. Returns its absolute path, whether or not there is such a file. */
export async function findHistory(call: OwnCall, context: CommandContext): Promise<string> {
  if (typeof call.flags.history === "string") return resolve(call.flags.history);
  const { outputDir, options } = await loadHistoryOptions(call, context);
  return resolve(outputDir, typeof options.file === "string" ? options.file : USUAL);
}

/** Loads the options of the sink `history` as the config sets them, with the folder for reports; none without a config. */
export async function loadHistoryOptions({ config, outputDir }: OwnCall, context: CommandContext) {
  const here = { env: process.env, cwd: process.cwd() };
  // Without a config no plugin has to be loaded to know what it would say.
  const loaded = await loadConfig({ ...here, file: config, fallback: { pipelines: {} } });
  if (loaded.path === "built-in") return { outputDir: outputDir ?? ".", options: {} as Record<string, unknown> };
  const { catalog } = await context.loadBuiltIn();
  const resolved = await resolveLoaded(loaded, { catalog, ...(outputDir !== undefined && { outputDir }) });
  const sinks = resolved.pipelines.flatMap((pipeline) => pipeline.sinks);
  const sink = sinks.find(({ plugin }) => plugin.definition.name === "history");
  return { outputDir: resolved.outputDir, options: (sink?.options ?? {}) as Record<string, unknown> };
}
