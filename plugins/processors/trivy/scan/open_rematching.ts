import type { TrivyOptions } from "../options.ts";
import { ServerCaller } from "../replay/ask_server.ts";
import type { Inventory } from "../replay/inventory/inventory.ts";
import { createRematch, type Rematch, type RematchOptions } from "./rematch.ts";

/** What images are matched again with. */
export interface RematchingParts extends Omit<RematchOptions, "inventory" | "caller" | "ignoreUnfixed" | "packages"> {
  readonly inventory: Inventory | undefined;
}

/** What matches images again. */
export interface Rematching {
  readonly rematch: Rematch;
  /** Holds connections to the server: close it at the end. */
  readonly caller: ServerCaller;
}

/** Opens what matches images again; nothing where nothing is kept for that. */
export function openRematching(
  options: TrivyOptions,
  { inventory, ...parts }: RematchingParts,
): Rematching | undefined {
  if (inventory === undefined) return undefined;
  const caller = new ServerCaller();
  const { ignoreUnfixed, packages = false } = options;
  return {
    rematch: createRematch({ ...parts, inventory, caller, ignoreUnfixed, packages }),
    caller,
  };
}
