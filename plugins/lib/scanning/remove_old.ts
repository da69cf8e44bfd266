import { rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import cacache from "cacache";
import { withLock } from "../../../core/kit.ts";
import { isScanError } from "../../../core/mod.ts";
import { removeLeftovers } from "./remove_leftovers.ts";

declare module "cacache" {
  namespace rm {
    /** The library's types do not know what its readme does: fully, no file of the entry is left. */
    function entry(cachePath: string, key: string, options: { readonly removeFully: boolean }): Promise<unknown>;
  }
}

/** What is removed. */
export interface RemoveOldOptions {
  /** What was kept before, in milliseconds since 1970. */
  readonly oldest: number;
  /** What there is more of, in bytes, the oldest first. */
  readonly maxBytes: number;
  /** How much this run has added, in bytes. */
  readonly addedBytes: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly signal: AbortSignal;
}

const DAY_MS = 86_400_000;
/** The whole index is read: not after every run, unless it has added as much as this part of what is allowed. */
const MUCH = 0.1;
/** What a file takes at least: a block on the disk. */
const MIN_FILE_BYTES = 4096;
/** Its time says when this was last done. */
const MARK = "_tidied";

/**
 * Removes from a store what is too old, what is too much, and what was left by writers that were killed. One process at
 * a time does it. Contents are not read: they are checked when they are used.
 */
export async function removeOld(folder: string, options: RemoveOldOptions): Promise<void> {
  if (!(await isDue(folder, options))) return;
  try {
    await withLock(folder, () => removeNow(folder, options), { signal: options.signal, timeoutMs: 0 });
  } catch (error) {
    // Another process is at it.
    if (!isScanError(error) || error.code !== "LOCK_TIMEOUT") throw error;
  }
}

async function isDue(folder: string, { addedBytes, maxBytes, now }: RemoveOldOptions): Promise<boolean> {
  if (addedBytes > maxBytes * MUCH) return true;
  const lastMs = await stat(join(folder, MARK)).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  // The clock may have been set back since.
  return Math.abs(now - lastMs) > DAY_MS;
}

async function removeNow(folder: string, { oldest, maxBytes, now }: RemoveOldOptions): Promise<void> {
  const newestFirst = Object.values(await cacache.ls(folder)).sort((a, b) => b.time - a.time);
  const kept = new Set<string>();
  let total = 0;
  for (const { key, time, size, path } of newestFirst) {
    total += Math.max(size, MIN_FILE_BYTES);
    if (time >= oldest && total <= maxBytes) kept.add(path);
    else await cacache.rm.entry(folder, key, { removeFully: true });
  }
  // Two keys may have one content.
  for (const { path } of newestFirst) if (!kept.has(path)) await rm(path, { force: true });
  await removeLeftovers(folder, { kept, before: now - DAY_MS });
  await writeFile(join(folder, MARK), "", { mode: 0o600 });
}
