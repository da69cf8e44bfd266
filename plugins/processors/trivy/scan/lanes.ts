import { constants } from "node:fs";
import { copyFile, mkdir, readdir, rm, stat, symlink, utimes } from "node:fs/promises";
import { join } from "node:path";
import { fileWriteError } from "../../../../core/mod.ts";
import { JAVA_DB, VULNERABILITY_DB } from "../db/kinds.ts";

/** Hands out cache folders, so that no two scans at the same time get in each other's way. */
export interface Lanes {
  /** Does some work with a cache folder that is its own, or that can be shared, until the work is done. */
  use<T>(work: (cacheDir: string) => Promise<T>): Promise<T>;
  /** Removes what was made. */
  dispose(): Promise<void>;
}

/** One folder for all scans: for a Trivy that opens its database for reading only and keeps its cache in memory. */
export function sharedLanes(cacheDir: string): Lanes {
  return { use: (work) => work(cacheDir), dispose: async () => {} };
}

const PREFIX = ".lanes-";
/** Longer than any scan takes. */
const LEFTOVER_MS = 24 * 3_600_000;

/**
 * A folder for each scan that runs at the same time, with the vulnerability database copied into it: such a Trivy
 * locks the file, and may write to it. Where the file system can, the copy shares its blocks with the original.
 */
export function isolatedLanes({ cacheDir, runId }: { cacheDir: string; runId: string }): Lanes {
  const root = join(cacheDir, PREFIX + runId);
  const free: string[] = [];
  let made = 0;

  async function take(): Promise<string> {
    const lane = free.pop();
    if (lane === undefined) return makeLane({ cacheDir, path: join(root, String(made++)) });
    const now = new Date();
    await utimes(root, now, now);
    return lane;
  }

  return {
    async use(work) {
      const lane = await take();
      try {
        return await work(lane);
      } finally {
        free.push(lane);
      }
    },
    dispose: () => rm(root, { recursive: true, force: true }),
  };
}

async function makeLane(place: { cacheDir: string; path: string }): Promise<string> {
  try {
    await fillLane(place);
    return place.path;
  } catch (error) {
    throw fileWriteError(place.path, error);
  }
}

async function fillLane({ cacheDir, path }: { cacheDir: string; path: string }): Promise<void> {
  const db = VULNERABILITY_DB.folder;
  await mkdir(join(path, db), { recursive: true });
  for (const file of [VULNERABILITY_DB.file, "metadata.json"]) {
    await copyFile(join(cacheDir, db, file), join(path, db, file), constants.COPYFILE_FICLONE);
  }
  // It may come later, and is only read.
  await symlink(join(cacheDir, JAVA_DB.folder), join(path, JAVA_DB.folder), "junction");
}

/** Removes the folders of runs that were killed: those that no scan has used for a day. One that cannot go does no harm. */
export async function removeOldLanes(cacheDir: string): Promise<void> {
  const entries = await readdir(cacheDir).catch(() => []);
  for (const entry of entries.filter((name) => name.startsWith(PREFIX))) {
    const path = join(cacheDir, entry);
    const usedAt = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => Date.now(),
    );
    if (Date.now() - usedAt > LEFTOVER_MS) await rm(path, { recursive: true, force: true }).catch(() => {});
  }
}
