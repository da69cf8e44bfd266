import { lstat } from "node:fs/promises";
import { errorCode } from "./file_error.ts";

/** Looks at the folders that locks are for as long as one process waits. */
export interface LockWatch {
  /** Whether nobody holds a lock any more, though its folder is there. */
  isStale(folder: string): Promise<boolean>;
  /** Whether a lock that was looked at is one that the clock of this machine is far behind of. */
  isFromFuture(): boolean;
}

/**
 * Watches locks. A holder sets the time of its folder more often than every `staleMs`. One that is older than that has
 * no holder; nor has one whose time does not change for as long while it is watched, by a clock that nobody sets: the
 * time may lie in the future.
 */
export function createLockWatch(staleMs: number): LockWatch {
  const seen = new Map<string, { readonly mtimeMs: number; readonly since: number }>();
  let hasFuture = false;
  return {
    isFromFuture: () => hasFuture,
    async isStale(folder) {
      const mtimeMs = await findTime(folder);
      if (mtimeMs === undefined) {
        seen.delete(folder);
        return false;
      }
      hasFuture ||= mtimeMs > Date.now() + staleMs;
      if (mtimeMs < Date.now() - staleMs) return true;
      const known = seen.get(folder);
      if (known?.mtimeMs === mtimeMs) return performance.now() - known.since > staleMs;
      seen.set(folder, { mtimeMs, since: performance.now() });
      return false;
    },
  };
}

async function findTime(folder: string): Promise<number | undefined> {
  try {
    const stats = await lstat(folder);
    if (stats.isDirectory()) return stats.mtimeMs;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
  throw new Error(`"${folder}" is there, and is not a folder`);
}
