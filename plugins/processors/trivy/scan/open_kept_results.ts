import { memoryLimits } from "../../../../core/kit.ts";
import type { PluginContext } from "../../../../core/mod.ts";
import { createKeptResults, type KeptResults, type KeptResultsOptions } from "../../../lib/scanning/kept_results.ts";
import type { Store } from "../../../lib/scanning/open_store.ts";
import { listReusable, type SoundDatabases } from "../databases/sound_databases.ts";
import type { TrivyOptions } from "../options.ts";
import { loadIdentity } from "../program/binary/identity.ts";
import type { Program } from "../program/program.ts";
import { loadFindingsSettings } from "./findings_settings.ts";
import { createKnownDatabases } from "./known_databases.ts";

/** What results of earlier runs must have been found with to hold. */
export interface KeptResultsParts extends Pick<KeptResultsOptions, "mayKeep" | "isSuspect"> {
  readonly store: Store | undefined;
  readonly program: Pick<Program, "path" | "capabilities">;
  readonly cacheDir: string;
  readonly databases: SoundDatabases;
}

/** Opens the results of earlier runs that hold for this Trivy, these databases and options. */
export async function openKeptResults(
  options: TrivyOptions,
  { run }: Pick<PluginContext, "run">,
  { store, program, cacheDir, databases, mayKeep, isSuspect }: KeptResultsParts,
): Promise<KeptResults> {
  return await createKeptResults({
    ...{ store, mayKeep, isSuspect },
    program: await loadIdentity(program),
    loadDatabases: async () => listReusable(await databases.inspect(cacheDir)),
    maxBytes: memoryLimits(run.jobs).maxBytes,
    ...(store && { onKept: createKnownDatabases(store).add }),
    loadSettings: () => loadFindingsSettings(options, cacheDir),
  });
}
