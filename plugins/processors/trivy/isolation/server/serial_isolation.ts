import { serially } from "../../../../../core/kit.ts";
import { forgetScans } from "../../databases/scan_cache.ts";
import type { Isolation } from "../isolation.ts";
import { provideDatabases } from "../provide_databases.ts";
import { claimScanFolder, type ScanFolder, type ScanFolderOptions } from "./scan_folder.ts";

/** How scans that run one after the other are kept apart from those of other runs. */
export interface SerialIsolationOptions extends ScanFolderOptions {
  /** Whether this Trivy needs a vulnerability database of its own. */
  readonly copyDb: boolean;
  /** Whether a copy of the databases still is one. */
  readonly isSound: (path: string) => Promise<boolean>;
}

/** One scan after the other, with a scan cache on disk that later runs find again. */
export function serialIsolation(options: SerialIsolationOptions): Isolation {
  const { cacheDir, copyDb, isSound } = options;
  let folder: Promise<ScanFolder> | undefined;
  const inTurn = serially();

  async function open(): Promise<ScanFolder> {
    const claimed = await claimScanFolder(options);
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
        folder ??= open();
        const { path } = await folder;
        if (copyDb && !(await isSound(path))) await renew(path);
        return work({ cacheDir: path, args: [], forgetScans: () => forgetScans(path) });
      }),
    renew: () =>
      inTurn(async () => {
        if (folder !== undefined) await renew((await folder).path);
      }),
    async dispose() {
      await inTurn(() => {});
      const claimed = await folder?.catch(() => undefined);
      await claimed?.release();
    },
  };
}
