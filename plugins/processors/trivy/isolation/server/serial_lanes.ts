import { forgetScans } from "../../databases/scan_cache.ts";
import { provideDatabases } from "../lane_databases.ts";
import type { Lanes } from "../lanes.ts";
import { claimSlot, type Slot, type SlotOptions } from "./slot.ts";

/** How the lanes of a slot are made. */
export interface SlotLanesOptions extends SlotOptions {
  /** Whether this Trivy needs a vulnerability database of its own. */
  readonly copyDb: boolean;
  /** Whether a copy of the databases still is one. */
  readonly isSound: (path: string) => Promise<boolean>;
}

/** One scan after the other, with a scan cache on disk that later runs find again. */
export function serialLanes(options: SlotLanesOptions): Lanes {
  const { cacheDir, copyDb, isSound } = options;
  let slot: Promise<Slot> | undefined;
  let last: Promise<unknown> = Promise.resolve();

  async function open(): Promise<Slot> {
    const claimed = await claimSlot(options);
    await provideDatabases({ cacheDir, path: claimed.path, copy: copyDb });
    return claimed;
  }

  async function renew(path: string): Promise<void> {
    await forgetScans(path);
    await provideDatabases({ cacheDir, path, copy: copyDb });
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
        const { path } = await slot;
        if (copyDb && !(await isSound(path))) await renew(path);
        return work({ cacheDir: path, args: [], forgetScans: () => forgetScans(path) });
      }),
    renew: () =>
      enqueue(async () => {
        if (slot !== undefined) await renew((await slot).path);
      }),
    async dispose() {
      await last;
      const claimed = await slot?.catch(() => undefined);
      await claimed?.release();
    },
  };
}
