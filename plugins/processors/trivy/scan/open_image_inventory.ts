import type { PluginContext } from "../../../../core/mod.ts";
import type { Store } from "../../../lib/scanning/open_store.ts";
import type { IsolationMode } from "../isolation/choose_isolation.ts";
import type { TrivyOptions } from "../options.ts";
import { loadIdentity } from "../program/binary/identity.ts";
import type { Program } from "../program/program.ts";
import { findReplayObstacle } from "../replay/can_replay.ts";
import { type Inventory, openInventory } from "../replay/inventory/inventory.ts";
import { loadFindingsSettings } from "./findings_settings.ts";
import { DAY_MS } from "./open_cache.ts";

/** What images are kept with. */
export interface ImageInventoryParts {
  readonly store: Store | undefined;
  readonly program: Pick<Program, "path" | "capabilities">;
  readonly cacheDir: string;
  readonly mode: IsolationMode;
}

/** Opens what is kept to match images again; nothing where they cannot be, which the log says. */
export async function openImageInventory(
  options: TrivyOptions,
  { log }: Pick<PluginContext, "log">,
  { store, program, cacheDir, mode }: ImageInventoryParts,
): Promise<Inventory | undefined> {
  const { capabilities } = program;
  const obstacle =
    store === undefined
      ? "no results are kept"
      : findReplayObstacle({ options, usesServer: mode === "server", capabilities });
  if (store === undefined || obstacle !== undefined) {
    log.debug(`After a new database, each image is scanned again: ${obstacle}`);
    return undefined;
  }
  return openInventory({
    store,
    cacheDir,
    program: await loadIdentity(program),
    settings: await loadFindingsSettings(options, cacheDir),
    maxAgeMs: options.cacheMaxDays * DAY_MS,
    client: { ignoreUnfixed: options.ignoreUnfixed, packages: options.packages === true },
    log,
  });
}
