import { readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import cacache from "cacache";
import { withLock } from "../../../core/kit.ts";
import { isScanError } from "../../../core/mod.ts";

/** How the library names the folders of contents, and of those that are being written. */
const FOLDERS = /^(?:content-v\d+|tmp)$/;

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

/** What is not removed. */
interface RemoveLeftoversOptions {
  /** The paths of contents that the index names. */
  readonly kept: ReadonlySet<string>;
  /** What was written later may be some writer's that is at work, in milliseconds since 1970. */
  readonly before: number;
}

/** Removes the files in a store that nothing points to: writers that were killed leave them behind. */
async function removeLeftovers(folder: string, { kept, before }: RemoveLeftoversOptions): Promise<void> {
  for (const name of (await readdir(folder)).filter((entry) => FOLDERS.test(entry))) {
    const entries = await readdir(join(folder, name), { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      const path = join(entry.parentPath, entry.name);
      if (!entry.isFile() || kept.has(path)) continue;
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
      if (mtimeMs < before) await rm(path, { force: true });
    }
  }
}
