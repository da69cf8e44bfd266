import { rmdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { coreError, type ScanError, toReason } from "../../errors/mod.ts";
import { onAbort } from "../on_abort.ts";
import { createLockWatch, type LockWatch } from "./_lock_watch.ts";
import { errorCode, toFileReason } from "./file_error.ts";
import { makeFolder } from "./make_folder.ts";

const TIMEOUT_MS = 30 * 60_000;
const STALE_MS = 10_000;
const POLL_MIN_MS = 100;
const POLL_SPREAD_MS = 200;
const MIN_STALE_MS = 2000;
const LONG_WAIT_MS = 3000;
const LOCK = { realpath: false, retries: 0, onCompromised: () => {} };

/** Options of `withLock()`. */
export interface LockOptions {
  /** Ends the waiting when it fires, and is passed on to the work. */
  readonly signal?: AbortSignal;
  /** How long the lock is waited for, in milliseconds. @default {1_800_000} */
  readonly timeoutMs?: number;
  /** How long a lock outlives a holder that was killed, in milliseconds; at least 2000. @default {10_000} */
  readonly staleMs?: number;
  /** Called once, when the lock is not free. */
  readonly onWait?: () => void;
  /** Called once, when the lock has not come free for three seconds; gets the folder that it is. */
  readonly onLongWait?: (lockFolder: string) => void;
}

/**
 * Does some work while no other process, and no other call in this one, holds the lock on `path`. The lock is the
 * folder `<path>.lock`; what is at `path` does not matter. A lock whose holder was killed is taken over: its time is long
 * ago, or stays as it is while this process watches, whatever the clocks of either say.
 *
 * The signal given to the work fires when the caller's does, and when the lock is lost (someone removed it, or this
 * process stood still for so long that others took it for dead): then the work must stop, and the call rejects.
 *
 * @example
 * ```ts
 * import { withLock } from "hullscan/kit";
 *
 * const refresh = async (signal: AbortSignal) => signal.throwIfAborted();
 * await withLock("cache/db", refresh, { onWait: () => console.error("Waiting for the lock") });
 * ```
 *
 * @throws {ScanError} LOCK_TIMEOUT, LOCK_FAILED, ABORTED, or whatever the work throws
 */
export async function withLock<T>(
  path: string,
  work: (signal: AbortSignal) => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  const stop = new AbortController();
  const unlisten = onAbort([options.signal], (reason) => stop.abort(reason));
  let lost: ScanError | undefined;
  let isReleased = false;
  function onLost(error: Error): void {
    // While it is being removed, the library may take its own removal for a loss.
    if (isReleased) return;
    lost = lockFailed(path, error);
    stop.abort(lost);
  }

  try {
    const release = await acquire(resolve(path), stop.signal, { ...options, onLost });
    const [outcome] = await Promise.allSettled([Promise.resolve(stop.signal).then(work)]);
    isReleased = true;
    // A lock that cannot be removed goes stale by itself; what came of the work is worth more.
    await release().catch(() => {});
    if (lost) throw lost;
    if (outcome.status === "rejected") throw outcome.reason;
    return outcome.value;
  } finally {
    unlisten();
  }
}

interface AcquireOptions extends LockOptions {
  onLost(error: Error): void;
}

async function acquire(path: string, signal: AbortSignal, options: AcquireOptions): Promise<() => Promise<void>> {
  const { timeoutMs = TIMEOUT_MS, onWait, onLongWait, onLost } = options;
  const staleMs = Math.max(options.staleMs ?? STALE_MS, MIN_STALE_MS);
  const watch = createLockWatch(staleMs);
  const begunAt = performance.now();
  let isToldAbout = false;
  for (let isFirst = true; ; isFirst = false) {
    checkAborted(signal);
    const release = await tryLock(path, { staleMs, watch, onLost });
    if (release) return release;
    if (isFirst) onWait?.();
    const waitedMs = performance.now() - begunAt;
    if (!isToldAbout && waitedMs > LONG_WAIT_MS) {
      isToldAbout = true;
      onLongWait?.(`${path}.lock`);
    }
    // One from the future says nothing before it has been watched.
    const leftMs = (watch.isFromFuture() ? Math.max(timeoutMs, 2 * staleMs) : timeoutMs) - waitedMs;
    if (leftMs <= 0) throw coreError("LOCK_TIMEOUT", { path, seconds: Math.round(timeoutMs / 1000) });
    // Uneven steps, so that those who wait do not all come back at the same moment.
    const stepMs = POLL_MIN_MS + Math.random() * POLL_SPREAD_MS;
    await delay(Math.min(stepMs, leftMs), undefined, { signal }).catch(() => {});
  }
}

interface TryOptions {
  readonly staleMs: number;
  readonly watch: LockWatch;
  readonly onLost: (error: Error) => void;
}

async function tryLock(path: string, { staleMs, watch, onLost: onCompromised }: TryOptions) {
  try {
    await makeFolder(dirname(path));
    const { lock } = await import("proper-lockfile");
    await removeStale(path, watch);
    return await lock(path, { ...LOCK, stale: Number.POSITIVE_INFINITY, update: staleMs / 2, onCompromised });
  } catch (error) {
    if (errorCode(error) === "ELOCKED") return undefined;
    throw lockFailed(path, error);
  }
}

/**
 * Removes the lock of a holder that was killed. The library would do that too, but of two processes that find the same
 * stale lock, the slower one can then remove the new lock of the faster one; so it is done under a lock of its own.
 */
async function removeStale(path: string, watch: LockWatch): Promise<void> {
  const folder = `${path}.lock`;
  if (!(await watch.isStale(folder))) return;
  const { lock } = await import("proper-lockfile");
  // Another one may have removed it in this moment.
  if (await watch.isStale(`${folder}.lock`)) await rmdir(`${folder}.lock`).catch(ignoreMissing);
  const release = await lock(folder, LOCK);
  try {
    if (await watch.isStale(folder)) await rmdir(folder);
  } finally {
    await release();
  }
}

function ignoreMissing(error: unknown): void {
  if (errorCode(error) !== "ENOENT") throw error;
}

function checkAborted(signal: AbortSignal): void {
  if (signal.aborted) throw coreError("ABORTED", { reason: toReason(signal.reason) }, { cause: signal.reason });
}

function lockFailed(path: string, cause: unknown): ScanError {
  return coreError("LOCK_FAILED", { path, reason: toFileReason(cause) }, { cause });
}
