import { setMaxListeners } from "node:events";
import { coreError, toReason } from "../../../../core/kit.ts";
import { isScanError, type ScanError } from "../../../../core/mod.ts";
import type { DtrStats } from "./dtr_client.ts";

/** Errors that come only after the login was accepted. */
const AFTER_LOGIN: ReadonlySet<string> = new Set(["DTR_FORBIDDEN", "DTR_NOT_FOUND", "DTR_SCANNING_DISABLED"]);

/** Where all requests of a client pass. */
export interface Gate {
  /**
   * Waits for a place, then works.
   *
   * @throws {ScanError} The DTR_AUTH of an earlier request, without working; ABORTED; what `work` throws
   */
  pass<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
  stats(): DtrStats;
}

/**
 * Lets so many requests through at a time. Until the login has been accepted once, they go one by one; after it was
 * refused once, none does: thousands of refused logins would lock the account.
 */
export function createGate(maxRequests: number): Gate {
  const waiting = new Set<() => void>();
  let requests = 0;
  let inFlight = 0;
  let maxInFlight = 0;
  let isAccepted = false;
  let refusal: ScanError | undefined;

  function isOpen(): boolean {
    return refusal !== undefined || inFlight < (isAccepted ? maxRequests : 1);
  }
  function admit(): void {
    for (const take of waiting) {
      if (!isOpen()) return;
      waiting.delete(take);
      take();
    }
  }
  function waitForPlace(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      function take(): void {
        signal.removeEventListener("abort", leave);
        if (refusal !== undefined) {
          reject(refusal);
          return;
        }
        requests += 1;
        inFlight += 1;
        maxInFlight = Math.max(maxInFlight, inFlight);
        resolve();
      }
      function leave(): void {
        waiting.delete(take);
        reject(aborted(signal));
      }
      // As many may wait as there are lanes; Node warns from the eleventh on.
      setMaxListeners(0, signal);
      signal.addEventListener("abort", leave, { once: true });
      waiting.add(take);
      admit();
    });
  }

  return {
    async pass(work, signal) {
      if (signal.aborted) throw aborted(signal);
      await waitForPlace(signal);
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
        admit();
      }
    },
    stats: () => ({ requests, maxInFlight }),
  };
}

/** The error of a call that was ended early. */
export function aborted({ reason }: AbortSignal): ScanError {
  return isScanError(reason) ? reason : coreError("ABORTED", { reason: toReason(reason) }, { cause: reason });
}
