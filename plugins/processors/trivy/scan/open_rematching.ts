import type { Logger } from "../../../../core/mod.ts";
import type { Store } from "../../../lib/scanning/open_store.ts";
import type { TrivyOptions } from "../options.ts";
import { loadIdentity } from "../program/binary/identity.ts";
import type { Program } from "../program/program.ts";
import { ServerCaller } from "../replay/ask_server.ts";
import type { Inventory } from "../replay/inventory/inventory.ts";
import { createRematch, type Rematch, type RematchOptions } from "./rematch.ts";
import { RematchChecks } from "./rematch_checks.ts";

/** What images are matched again with. */
export interface RematchingParts extends Pick<RematchOptions, "isolation" | "soundDatabases" | "maxBytes"> {
  readonly store: Store | undefined;
  readonly program: Pick<Program, "path" | "capabilities">;
  readonly inventory: Inventory | undefined;
  /** Whether clients may be started to check it. @default {true} */
  readonly mayScan?: boolean | undefined;
  readonly log: Pick<Logger, "warn" | "debug">;
}

/** What matches images again, and what checks it. */
export interface Rematching {
  readonly rematch: Rematch;
  readonly checks: RematchChecks;
  /** Holds connections to the server: close it at the end. */
  readonly caller: ServerCaller;
}

/** Opens what matches images again; nothing where nothing is kept for that. */
export async function openRematching(
  options: TrivyOptions,
  { store, program, inventory, mayScan = true, ...parts }: RematchingParts,
): Promise<Rematching | undefined> {
  if (store === undefined || inventory === undefined) return undefined;
  const caller = new ServerCaller();
  const { ignoreUnfixed, packages = false } = options;
  return {
    rematch: createRematch({ ...parts, inventory, caller, ignoreUnfixed, packages }),
    checks: await RematchChecks.open({ store, program: await loadIdentity(program), log: parts.log, mayScan }),
    caller,
  };
}
