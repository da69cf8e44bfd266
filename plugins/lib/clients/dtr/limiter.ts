import { setMaxListeners } from "node:events";
import { coreError, toReason } from "../../../../core/kit.ts";
import { isScanError, type ScanError } from "../../../../core/mod.ts";
import type { DtrStats } from "./dtr_client.ts";

/** Errors that come only after the login was accepted. */
const AFTER_LOGIN: ReadonlySet<string> = new Set(["DTR_FORBIDDEN", "DTR_NOT_FOUND", "DTR_SCANNING_DISABLED"]);

/**
 * Limits the requests of a client: to `maxRequests` at a time, and to one at a time until the login has been accepted
 * once. After a refused login no request starts any more: thousands of refused logins would lock the account.
 */
export class RequestLimiter {
  readonly #maxRequests: number;
  /** What starts the requests that wait, in their order. */
  readonly #waiting = new Set<() => void>();
  #requests = 0;
  #inFlight = 0;
  #maxInFlight = 0;
  #isAccepted = false;
  #refusal: ScanError | undefined;

  constructor(maxRequests: number) {
    this.#maxRequests = maxRequests;
  }

  /**
   * Waits until a request may start, then runs `work`.
   *
   * @throws {ScanError} The DTR_AUTH of an earlier request, without working; ABORTED; what `work` throws
   */
  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    if (signal.aborted) throw aborted(signal);
    await this.#waitForStart(signal);
    try {
      const result = await work();
      this.#isAccepted = true;
      return result;
    } catch (error) {
      if (isScanError(error) && error.code === "DTR_AUTH") this.#refusal ??= error;
      if (isScanError(error) && AFTER_LOGIN.has(error.code)) this.#isAccepted = true;
      throw error;
    } finally {
      this.#inFlight -= 1;
      this.#startWaiting();
    }
  }

  stats(): DtrStats {
    return { requests: this.#requests, maxInFlight: this.#maxInFlight };
  }

  #startWaiting(): void {
    for (const start of this.#waiting) {
      const mayStart = this.#refusal !== undefined || this.#inFlight < (this.#isAccepted ? this.#maxRequests : 1);
      if (!mayStart) return;
      this.#waiting.delete(start);
      start();
    }
  }

  #waitForStart(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const start = (): void => {
        signal.removeEventListener("abort", stop);
        if (this.#refusal !== undefined) {
          reject(this.#refusal);
          return;
        }
        this.#requests += 1;
        this.#inFlight += 1;
        this.#maxInFlight = Math.max(this.#maxInFlight, this.#inFlight);
        resolve();
      };
      const stop = (): void => {
        this.#waiting.delete(start);
        reject(aborted(signal));
      };
      // As many may wait as there are lanes; Node warns from the eleventh on.
      setMaxListeners(0, signal);
      signal.addEventListener("abort", stop, { once: true });
      this.#waiting.add(start);
      this.#startWaiting();
    });
  }
}

/** The error of a call that was ended early. */
export function aborted({ reason }: AbortSignal): ScanError {
  return isScanError(reason) ? reason : coreError("ABORTED", { reason: toReason(reason) }, { cause: reason });
}
