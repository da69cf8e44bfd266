import { resolve } from "node:path";
import { type PlanHooks, severitiesFrom } from "../../../core/kit.ts";
import { isScanError, type PluginContext } from "../../../core/mod.ts";
import type { KeptResults } from "../../lib/scanning/kept_results.ts";
import type { Store } from "../../lib/scanning/open_store.ts";
import { describeDb } from "./databases/describe_db.ts";
import { JAVA_DB, VULNERABILITY_DB } from "./databases/kinds.ts";
import { SoundDatabases } from "./databases/sound_databases.ts";
import type { TrivyOptions } from "./options.ts";
import { rememberAnswers } from "./program/binary/remember_answers.ts";
import { loadProgram } from "./program/load_program.ts";
import type { Program } from "./program/program.ts";
import { createRunFolder } from "./program/run_folder.ts";
import { openCache } from "./scan/open_cache.ts";
import { openKeptResults } from "./scan/open_kept_results.ts";
import { findScanned } from "./scan/scan_target.ts";

/**
 * Plans for a dry run: which images have results of an earlier run that still hold. Downloads nothing, and scans nothing.
 *
 * @throws {ScanError} ABORTED
 */
export async function openPlan(options: TrivyOptions, ctx: PluginContext): Promise<PlanHooks> {
  const store = openCache(options, ctx);
  const reuse = store && (await openKept(store, options, ctx).catch((error: unknown) => explain(error, ctx)));
  return {
    async plan({ target, data }) {
      const scan = `scan with Trivy at ${severitiesFrom(target.minSeverity).join(",")}`;
      // What is still to be built has no results.
      if (reuse === undefined || data.image === undefined) return scan;
      const { record } = findScanned({ target, data }, options.imageSources);
      const known = await reuse.find(record);
      if (known === undefined) return scan;
      return { unchanged: `results of ${known.scan.scannedAt.slice(0, 16).replace("T", " ")} UTC` };
    },
    dispose: () => store?.close(ctx.signal),
  };
}

/** What a run would end with, a plan goes on without: it counts what would be scanned if it did not. */
function explain(error: unknown, { log }: PluginContext): undefined {
  if (!isScanError(error) || error.code === "ABORTED") throw error;
  log.warn(`Results of earlier runs are not looked at: ${error.message}`);
}

/** Opens the results of earlier runs; nothing where none of them will hold, since the run brings another database. */
async function openKept(store: Store, options: TrivyOptions, ctx: PluginContext): Promise<KeptResults | undefined> {
  const cacheDir = resolve(ctx.cwd, options.cacheDir);
  for (const kind of [VULNERABILITY_DB, JAVA_DB]) {
    const minBytes = kind === VULNERABILITY_DB ? options.minDbBytes : undefined;
    const { offline, strict } = options;
    const { fact, wants } = await describeDb(kind, { cacheDir, offline, strict, minBytes, now: new Date() });
    // A Java database that is not there is downloaded for an image that needs it, and changes nothing for the others.
    if (wants === undefined || (kind === JAVA_DB && wants === "download")) continue;
    ctx.log.info(`Results of earlier runs will not hold: ${fact}`);
    return undefined;
  }
  const databases = new SoundDatabases(cacheDir);
  await databases.trust();
  const program = await findProgram(store, options, ctx);
  return openKeptResults(options, ctx, { store, program, cacheDir, databases });
}

async function findProgram(store: Store, options: TrivyOptions, ctx: PluginContext): Promise<Program> {
  const folder = await createRunFolder();
  try {
    const answers = rememberAnswers(store, { mayKeep: false, run: ctx.run });
    return await loadProgram(options, ctx, { ...folder, answers });
  } finally {
    await folder.remove();
  }
}
