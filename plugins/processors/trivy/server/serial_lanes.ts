import { rm } from "node:fs/promises";
import { join } from "node:path";
import { provideDatabases } from "../scan/lane_databases.ts";
import type { Lanes } from "../scan/lanes.ts";
import { claimSlot, type Slot, type SlotOptions } from "./slot.ts";

/** How serial lanes are made. */
export interface SerialLanesOptions extends SlotOptions {
  /** Whether this Trivy needs a database of its own. */
  readonly copyDb: boolean;
}

/** One scan after the other, with a scan cache on disk that later runs find again. */
export function serialLanes(options: SerialLanesOptions): Lanes {
  let slot: Promise<Slot> | undefined;
  let last: Promise<unknown> = Promise.resolve();

  async function open(): Promise<Slot> {
    const claimed = await claimSlot(options);
    await provideDatabases({ cacheDir: options.cacheDir, path: claimed.path, copy: options.copyDb });
    return claimed;
  }

  /** Does some work when all that was asked for before is done. */
  function enqueue<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work);
    last = turn.catch(() => {});
    return turn;
  }

  return {
    use: (work) =>
      enqueue(async () => {
        slot ??= open();
        return work({ cacheDir: (await slot).path, args: [] });
      }),
    renew: () =>
      enqueue(async () => {
        if (slot === undefined) return;
        const { path } = await slot;
        await rm(join(path, "fanal"), { recursive: true, force: true });
        await provideDatabases({ cacheDir: options.cacheDir, path, copy: options.copyDb });
      }),
    async dispose() {
      await last;
      const claimed = await slot?.catch(() => undefined);
      await claimed?.release();
    },
  };
}
