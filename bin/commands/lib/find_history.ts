import type { CommandContext, OwnCall } from "../../../core/cli/composition.ts";
import { loadConfig } from "../../../core/config/load.ts";
import { resolveLoaded } from "../../../core/config/resolve.ts";
import { coreError } from "../../../core/kit.ts";
import { findPlace, type HistoryPlace, parsePlace } from "../../../plugins/lib/history/place/mod.ts";

/**
 * Finds the history that a call means, whether or not it is there.
 *
 * @throws {ScanError} USAGE, HISTORY_ADDRESS
 */
export async function findHistory(call: OwnCall, context: CommandContext): Promise<HistoryPlace> {
  const place = await find(call, context);
  if (typeof place !== "string") context.redactor.add(place.findPassword());
  return place;
}

async function find(call: OwnCall, context: CommandContext): Promise<HistoryPlace> {
  if (typeof call.flags.history === "string") return parseFlag(call.flags.history);
  const { outputDir, options } = await loadHistoryOptions(call, context);
  return findPlace(options, outputDir);
}

/** Everybody on the machine may read a call. */
function parseFlag(text: string): HistoryPlace {
  const place = parsePlace(text);
  if (typeof place === "string" || !place.hasPassword) return place;
  const reason = `The password of "${place}" stands in --history, where everybody may read it: name it in PGPASSWORD`;
  throw coreError("USAGE", { reason });
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
