import { mkdir, readdir, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { fileWriteError } from "../../../../core/kit.ts";
import { findOwner, isForsaken, writeMark } from "../../../lib/scanning/mark.ts";
import { endOrphans } from "../../../lib/scanning/run_folder.ts";
import { ISOLATED_PREFIX } from "../cache_folder.ts";
import { forgetScans } from "../databases/scan_cache.ts";
import type { Capabilities } from "../program/binary/capabilities.ts";
import { RUN_FOLDER_PREFIX } from "../program/run_folder.ts";
import { type Isolation, MEMORY } from "./isolation.ts";
import { provideDatabases } from "./provide_databases.ts";

/** Longer than any scan takes. */
const UNUSED_MS = 24 * 3_600_000;

/** Where the folders are made, and for which Trivy. */
export interface FolderIsolationOptions {
  readonly cacheDir: string;
  readonly runId: string;
  /** The folder that all temporary folders of this run's children lie in. */
  readonly tempDir: string;
  readonly capabilities: Pick<Capabilities, "memoryBackend">;
  /** Whether a copy of the databases still is one. */
  readonly isSound: (path: string) => Promise<boolean>;
}

/** A folder for each scan that runs at the same time, with a vulnerability database of its own. */
export function folderIsolation(options: FolderIsolationOptions): Isolation {
  const { cacheDir, runId, tempDir, capabilities, isSound } = options;
  const root = join(cacheDir, ISOLATED_PREFIX + runId);
  const args = capabilities.memoryBackend ? MEMORY : [];
  let free: string[] = [];
  let made = 0;

  async function mark(): Promise<void> {
    try {
      await mkdir(root, { recursive: true });
      await writeMark(root, tempDir);
    } catch (error) {
      throw fileWriteError(root, error);
    }
  }

  async function take(): Promise<string> {
    const path = free.pop();
    if (path === undefined) return make(join(root, String(made++)));
    const now = new Date();
    await utimes(root, now, now);
    return (await isSound(path)) ? path : make(path);
  }

  async function make(path: string): Promise<string> {
    await mark();
    await forgetScans(path);
    await provideDatabases({ cacheDir, path, copy: true });
    return path;
  }

  return {
    async use(work) {
      const pool = free;
      const path = await take();
      try {
        return await work({ cacheDir: path, args, forgetScans: () => forgetScans(path) });
      } finally {
        pool.push(path);
      }
    },
    async renew() {
      free = [];
    },
    dispose: () => rm(root, { recursive: true, force: true }),
  };
}

/**
 * Removes the folders of runs that were killed, and ends what these have left running. Of another machine's run, that
 * is assumed when no scan has used the folder for a day. One without a mark goes when it is old and this user's; one
 * that cannot go does no harm.
 */
export async function removeOldFolders(cacheDir: string): Promise<void> {
  const entries = await readdir(cacheDir).catch(() => []);
  for (const path of entries.filter((name) => name.startsWith(ISOLATED_PREFIX)).map((name) => join(cacheDir, name))) {
    const owner = await findOwner(path);
    if (owner === undefined && !(await isForsaken(path).catch(() => false))) continue;
    if (owner?.isAlive === true) continue;
    if (owner !== undefined && owner.isAlive === undefined && !(await isUnused(path))) continue;
    if (owner?.isAlive === false) await endOrphans(owner.tempDir, RUN_FOLDER_PREFIX);
    await rm(path, { recursive: true, force: true }).catch(() => {});
  }
}

async function isUnused(path: string): Promise<boolean> {
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
  // The clock may have been set back since.
  return Math.abs(Date.now() - mtimeMs) > UNUSED_MS;
}
