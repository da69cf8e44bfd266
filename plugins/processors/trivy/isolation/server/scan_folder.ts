import { mkdir, utimes } from "node:fs/promises";
import { join } from "node:path";
import { fileWriteError, withLock } from "../../../../../core/kit.ts";
import { isScanError, type Logger } from "../../../../../core/mod.ts";
import { findGoneOwner, writeMark } from "../../../../lib/scanning/mark.ts";
import { endOrphans } from "../../../../lib/scanning/run_folder.ts";
import { LOCKS, SCAN_FOLDER_PREFIX } from "../../cache_folder.ts";
import { RUN_FOLDER_PREFIX } from "../../program/run_folder.ts";

/** A cache folder for one run at a time. What Trivy keeps in it is found again by the next. */
export interface ScanFolder {
  readonly path: string;
  /** Lets others have it. */
  release(): Promise<void>;
}

/** The number of the scan folder after which one that cannot be written is taken for a fault of the folder. */
const LAST_TRY = 99;

/** Where scan folders are, and who wants one. */
export interface ScanFolderOptions {
  readonly cacheDir: string;
  /** The folder that all temporary folders of this run's children lie in. */
  readonly tempDir: string;
  readonly signal: AbortSignal;
  readonly log?: Pick<Logger, "info">;
}

/**
 * Claims the first of the folders `server-0`, `server-1`, ... that no other run holds, so that a run finds the scan
 * cache of the last one. What a run that was killed has left running there is ended. Where the cache folder cannot be
 * written, the scan folder is a temporary folder.
 *
 * @throws {ScanError} FILE_WRITE, LOCK_TIMEOUT, ABORTED
 */
export async function claimScanFolder(options: ScanFolderOptions): Promise<ScanFolder> {
  const { cacheDir, tempDir, signal, log } = options;
  const onLongWait = (lock: string) =>
    log?.info(`Waiting for another run that takes a folder for its scans; it holds "${lock}"`);
  try {
    return await withLock(join(cacheDir, LOCKS.scanFolders), () => claimFirst(options), { signal, onLongWait });
  } catch (error) {
    if (!isScanError(error) || error.code !== "LOCK_FAILED") throw error;
  }
  const path = join(tempDir, "scan");
  await makeScanFolder(path, tempDir);
  return { path, release: async () => {} };
}

async function claimFirst({ cacheDir, tempDir }: ScanFolderOptions): Promise<ScanFolder> {
  for (let number = 0; ; number += 1) {
    const path = join(cacheDir, `${SCAN_FOLDER_PREFIX}${number}`);
    await endLeftovers(path);
    const release = await holdLock(path);
    if (release === undefined) continue;
    try {
      await makeScanFolder(path, tempDir);
      return { path, release };
    } catch (error) {
      await release();
      // It may be another user's.
      if (number >= LAST_TRY) throw error;
    }
  }
}

async function makeScanFolder(path: string, tempDir: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
    await writeMark(path, tempDir);
  } catch (error) {
    throw fileWriteError(path, error);
  }
}

/** A run that was killed leaves its server behind, and a lock that would keep the scan folder for some seconds more. */
async function endLeftovers(path: string): Promise<void> {
  const owner = await findGoneOwner(path);
  if (owner === undefined) return;
  await endOrphans(owner.tempDir, RUN_FOLDER_PREFIX);
  // So it counts as stale at once. Nobody takes it meanwhile: scan folders are claimed one at a time.
  await utimes(`${path}.lock`, 0, 0).catch(() => {});
}

/** Holds a lock until it is released; returns nothing where another has it. */
async function holdLock(path: string): Promise<(() => Promise<void>) | undefined> {
  let letGo = () => {};
  const released = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let lock: Promise<void> | undefined;
  const held = new Promise<void>((resolve) => {
    const hold = () => {
      resolve();
      return released;
    };
    lock = withLock(path, hold, { timeoutMs: 0 });
  });
  try {
    await Promise.race([held, lock]);
  } catch (error) {
    if (isScanError(error) && error.code === "LOCK_TIMEOUT") return undefined;
    throw error;
  }
  return async () => {
    letGo();
    await lock?.catch(() => {});
  };
}
