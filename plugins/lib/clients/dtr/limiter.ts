import { setMaxListeners } from "node:events";
import { coreError, toReason } from "../../../../core/kit.ts";
import { isScanError, type ScanError } from "../../../../core/mod.ts";
import type { DtrStats } from "./dtr_client.ts";

/** Errors that come only after the login was accepted. */
const AFTER_LOGIN: ReadonlySet<string> = new Set(["DTR_FORBIDDEN", "DTR_NOT_FOUND", "DTR_SCANNING_DISABLED"]);

/** Limits the requests that a client makes at a time. */
export interface RequestLimiter {
  /**
   * Waits until a request may start, then runs `work`.
   *
   * @throws {ScanError} The DTR_AUTH of an earlier request, without working; ABORTED; what `work` throws
   */
  run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
  stats(): DtrStats;
}

/**
 * Runs `maxRequests` requests at a time, and one at a time until the login has been accepted once. After a refused
 * login no request starts any more: thousands of refused logins would lock the account.
 */
export function createRequestLimiter(maxRequests: number): RequestLimiter {
  /** What starts the requests that wait, in their order. */
  const waiting = new Set<() => void>();
  let requests = 0;
  let inFlight = 0;
  let maxInFlight = 0;
  let isAccepted = false;
  let refusal: ScanError | undefined;

  function mayStart(): boolean {
    return refusal !== undefined || inFlight < (isAccepted ? maxRequests : 1);
  }
  function startWaiting(): void {
    for (const start of waiting) {
      if (!mayStart()) return;
      waiting.delete(start);
      start();
    }
  }
  function waitForStart(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      function start(): void {
        signal.removeEventListener("abort", stop);
        if (refusal !== undefined) {
          reject(refusal);
          return;
        }
        requests += 1;
        inFlight += 1;
        maxInFlight = Math.max(maxInFlight, inFlight);
        resolve();
      }
      function stop(): void {
        waiting.delete(start);
        reject(aborted(signal));
      }
      // As many may wait as there are lanes; Node warns from the eleventh on.
      setMaxListeners(0, signal);
      signal.addEventListener("abort", stop, { once: true });
      waiting.add(start);
      startWaiting();
    });
  }

  return {
    async run(work, signal) {
      if (signal.aborted) throw aborted(signal);
      await waitForStart(signal);
      try {
        const result = await work();
        isAccepted = true;
        return result;
      } catch (error) {
        if (isScanError(error) && error.code === "DTR_AUTH") refusal ??= error;
        if (isScanError(error) && AFTER_LOGIN.has(error.code)) isAccepted = true;
        throw error;
      } finally {
        inFlight -= 1;
        startWaiting();
      }
    },
    stats: () => ({ requests, maxInFlight }),
  };
}

/** The error of a call that was ended early. */
export function aborted({ reason }: AbortSignal): ScanError {
  return isScanError(reason) ? reason : coreError("ABORTED", { reason: toReason(reason) }, { cause: reason });
}
