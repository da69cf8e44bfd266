import { serially } from "../../../../../core/kit.ts";
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
  const inTurn = serially();

  async function open(): Promise<Slot> {
    const claimed = await claimSlot(options);
    await provideDatabases({ cacheDir, path: claimed.path, copy: copyDb });
    return claimed;
  }

  async function renew(path: string): Promise<void> {
    await forgetScans(path);
    await provideDatabases({ cacheDir, path, copy: copyDb });
  }

  return {
    use: (work) =>
      inTurn(async () => {
        slot ??= open();
        const { path } = await slot;
        if (copyDb && !(await isSound(path))) await renew(path);
        return work({ cacheDir: path, args: [], forgetScans: () => forgetScans(path) });
      }),
    renew: () =>
      inTurn(async () => {
        if (slot !== undefined) await renew((await slot).path);
      }),
    async dispose() {
      await inTurn(() => {});
      const claimed = await slot?.catch(() => undefined);
      await claimed?.release();
    },
  };
}
