import { resolve } from "node:path";
import type { RematchHooks } from "../../../core/kit.ts";
import type { PluginContext, ScanRecord } from "../../../core/mod.ts";
import type { KeptResults } from "../../lib/scanning/kept_results.ts";
import type { Store } from "../../lib/scanning/open_store.ts";
import { listReusable, SoundDatabases } from "./databases/sound_databases.ts";
import { chooseIsolation } from "./isolation/choose_isolation.ts";
import type { TrivyOptions } from "./options.ts";
import { rememberAnswers } from "./program/binary/remember_answers.ts";
import { loadProgram } from "./program/load_program.ts";
import { createRunFolder } from "./program/run_folder.ts";
import type { Inventory } from "./replay/inventory/inventory.ts";
import { toPatch } from "./report/to_patch.ts";
import { createKnownDatabases } from "./scan/known_databases.ts";
import { openCache } from "./scan/open_cache.ts";
import { openImageInventory } from "./scan/open_image_inventory.ts";
import { openKeptResults } from "./scan/open_kept_results.ts";

/** What earlier runs have kept. */
interface Kept {
  readonly store: Store | undefined;
  /** Nothing where no image can be matched again. */
  readonly inventory: Inventory | undefined;
  /** The result that was found in an image last. */
  find(record: ScanRecord): ReturnType<KeptResults["find"]>;
}

/**
 * Opens what is known of images, and what finds out what is in them with the newest database: no registry is asked for
 * them. A dry run downloads nothing.
 *
 * @throws {ScanError} As `setup`
 */
export async function openRematch(options: TrivyOptions, ctx: PluginContext, isDryRun: boolean): Promise<RematchHooks> {
  const kept = await openKept(options, ctx);
  const records = (await kept.inventory?.list()) ?? [];
  const hooks =
    isDryRun || records.length === 0
      ? undefined
      : await (await import("./setup.ts")).setup(options, ctx, { mayScan: false });
  return {
    list: () => records,
    async loadEarlier(record) {
      const result = await kept.find(record);
      const image = record.data.image?.reference ?? record.target.image ?? "";
      return result && toPatch({ result, isShared: false }, { name: record.target.image ?? image, image });
    },
    async rematch(record, targetCtx) {
      if (hooks === undefined) throw new TypeError("A dry run matches nothing");
      const patch = await hooks.process(record, targetCtx);
      if (patch === undefined || "skip" in patch) throw new TypeError("Nothing was found out");
      return patch;
    },
    async dispose() {
      await hooks?.dispose?.();
      await kept.store?.close(ctx.signal);
    },
  };
}

async function openKept(options: TrivyOptions, ctx: PluginContext): Promise<Kept> {
  const store = openCache(options, ctx);
  const cacheDir = resolve(ctx.cwd, options.cacheDir);
  const folder = await createRunFolder();
  try {
    const answers = rememberAnswers(store, { mayKeep: false, run: ctx.run });
    const program = await loadProgram(options, ctx, { ...folder, answers });
    const mode = chooseIsolation(options, program.capabilities);
    const inventory = await openImageInventory(options, ctx, { store, program, cacheDir, mode });
    const databases = new SoundDatabases(cacheDir);
    await databases.trust();
    const results = await openKeptResults(options, ctx, { store, program, cacheDir, databases });
    // As they are before a newer one is downloaded.
    const present = listReusable(await databases.inspect(cacheDir));
    const known = (await (store && createKnownDatabases(store).load())) ?? [];
    return { store, inventory, find: (record) => results.find(record, [...present, ...known]) };
  } finally {
    await folder.remove();
  }
}
