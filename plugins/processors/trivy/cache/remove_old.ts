import cacache from "cacache";
import { isScanError, withLock } from "../../../../core/mod.ts";

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
/** Everything is read: not after every run, unless it has added as much as this part of what is allowed. */
const MUCH = 0.1;
/** What a file takes at least: a block on the disk. */
const MIN_FILE_BYTES = 4096;

/**
 * Removes from a store what is too old, too much, damaged, or was left by a writer that was killed. One process at a
 * time does it; what another one keeps meanwhile may get lost, and is made again.
 */
export async function removeOld(folder: string, options: RemoveOldOptions): Promise<void> {
  if (!(await isDue(folder, options))) return;
  const remove = async () => {
    for (const key of await listDropped(folder, options)) await cacache.rm.entry(folder, key);
    await cacache.verify(folder);
  };
  try {
    await withLock(folder, remove, { signal: options.signal, timeoutMs: 0 });
  } catch (error) {
    // Another process is at it.
    if (!isScanError(error) || error.code !== "LOCK_TIMEOUT") throw error;
  }
}

async function isDue(folder: string, { addedBytes, maxBytes, now }: RemoveOldOptions): Promise<boolean> {
  if (addedBytes > maxBytes * MUCH) return true;
  const lastTime = await cacache.verify.lastRun(folder).then(
    (date) => date.getTime(),
    () => 0,
  );
  return now - lastTime > DAY_MS;
}

async function listDropped(folder: string, { oldest, maxBytes }: RemoveOldOptions): Promise<readonly string[]> {
  const newestFirst = Object.values(await cacache.ls(folder)).sort((a, b) => b.time - a.time);
  let total = 0;
  const dropped = newestFirst.filter(({ time, size }) => {
    total += Math.max(size, MIN_FILE_BYTES);
    return time < oldest || total > maxBytes;
  });
  return dropped.map(({ key }) => key);
}
