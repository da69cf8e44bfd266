import { join, resolve } from "node:path";
import type { PluginContext } from "../../../../core/mod.ts";
import { openStore, type Store } from "../../../lib/scanning/open_store.ts";
import { CACHE_FOLDER } from "../cache_folder.ts";
import type { TrivyOptions } from "../options.ts";

export const DAY_MS = 86_400_000;

/** Opens the store of earlier results beside the databases; nothing where the user wants none. */
export function openCache(options: TrivyOptions, ctx: Pick<PluginContext, "cwd" | "log">): Store | undefined {
  const { cache, cacheDir, cacheMaxDays, cacheMaxBytes } = options;
  if (!cache) return undefined;
  const folder = join(resolve(ctx.cwd, cacheDir), CACHE_FOLDER.results);
  return openStore({ folder, maxAgeMs: cacheMaxDays * DAY_MS, maxBytes: cacheMaxBytes, log: ctx.log });
}
