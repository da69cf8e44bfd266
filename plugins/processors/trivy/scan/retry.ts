import { setTimeout as delay } from "node:timers/promises";
import { coreError, type Logger, type ScanError, type TargetContext } from "../../../../core/mod.ts";

/** How failures that pass by themselves are waited out. */
export interface RetryOptions {
  /** How often a scan is repeated after such a failure. */
  readonly retries: number;
  /** How long to wait before a repetition (1 is the first), in milliseconds. @default Longer each time, by the kind of failure */
  readonly waitMs?: ((code: string, repetition: number) => number) | undefined;
  readonly log: Logger;
}

/** How a scan waits without holding its lane. */
export type LeaveLane = TargetContext["leaveLane"];

/** Failures that may be over in a moment, and for how long to wait at first, in milliseconds. */
const FIRST_WAITS_MS: ReadonlyMap<string, number> = new Map([
  ["REGISTRY_RATE_LIMITED", 10_000],
  ["REGISTRY_UNREACHABLE", 1_000],
  // The registry may have it whole: a connection that was cut looks the same.
  ["IMAGE_CORRUPT", 1_000],
  // What was wrong may have been over when it was looked for.
  ["TRIVY_SILENT", 1_000],
  ["TRIVY_CACHE_LOCKED", 2_000],
]);

/** Whether a failure may be over in a moment. */
export function isTransient({ code }: ScanError): boolean {
  return FIRST_WAITS_MS.has(code);
}

/** Three times as long each time, with some chance in it, so that lanes do not come back all at once. */
function toWaitMs(code: string, repetition: number): number {
  return (FIRST_WAITS_MS.get(code) ?? 0) * 3 ** (repetition - 1) * (0.75 + Math.random() / 2);
}

/**
 * Says that a scan is repeated, and waits; other targets are worked on meanwhile.
 *
 * @throws {ScanError} ABORTED
 */
export async function waitBeforeRetry(
  error: ScanError,
  at: { readonly repetition: number; readonly signal: AbortSignal; readonly leaveLane: LeaveLane },
  { retries, waitMs = toWaitMs, log }: RetryOptions,
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
