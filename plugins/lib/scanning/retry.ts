import { setTimeout as delay } from "node:timers/promises";
import { coreError } from "../../../core/kit.ts";
import type { Logger, ScanError, TargetContext } from "../../../core/mod.ts";

/** How failures that pass by themselves are waited out. */
export interface RetryOptions {
  /** How often a scan is repeated after such a failure. */
  readonly retries: number;
  /** How long to wait before a repetition (1 is the first), in milliseconds. */
  readonly waitMs: (code: string, repetition: number) => number;
  readonly log: Logger;
}

/** How a scan waits without holding its lane. */
export type LeaveLane = TargetContext["leaveLane"];

/** Three times as long each time, with some chance in it, so that lanes do not come back all at once. */
export function toWaitMs(firstMs: number, repetition: number): number {
  return firstMs * 3 ** (repetition - 1) * (0.75 + Math.random() / 2);
}

/**
 * Says that a scan is repeated, and waits; other targets are worked on meanwhile.
 *
 * @throws {ScanError} ABORTED
 */
export async function waitBeforeRetry(
  error: ScanError,
  at: { readonly repetition: number; readonly signal: AbortSignal; readonly leaveLane: LeaveLane },
  { retries, waitMs, log }: RetryOptions,
): Promise<void> {
  const milliseconds = waitMs(error.code, at.repetition);
  const seconds = (milliseconds / 1000).toFixed(milliseconds < 10_000 ? 1 : 0);
  log.warn(`${error.message}; attempt ${at.repetition + 1} of ${retries + 1} in ${seconds} s`);
  try {
    await at.leaveLane(() => delay(milliseconds, undefined, { signal: at.signal }));
  } catch {
    throw coreError("ABORTED", { reason: "a scan was about to be repeated" });
  }
}
