import { coreError, toReason } from "../../errors/mod.ts";
import { type AbortSignals, onAbort } from "../on_abort.ts";
import { startTimer } from "../start_timer.ts";
import { httpFailed, type RequestName } from "./_http_failure.ts";

/** What may end a request early. */
export interface RequestLimitOptions {
  readonly timeoutMs: number;
  /** The caller's. */
  readonly ownSignal: AbortSignal | undefined;
  readonly runSignals: AbortSignals;
}

/** When a request has to end. */
export interface RequestLimit {
  /** Fires with the ScanError that the caller is to see. */
  readonly signal: AbortSignal;
  leftMs(): number;
  /** Takes timer and listeners away. */
  release(): void;
}

/** Joins everything that may end a request into one signal. */
export function limitRequest(name: RequestName, options: RequestLimitOptions): RequestLimit {
  const { timeoutMs, ownSignal, runSignals } = options;
  const stop = new AbortController();
  const deadline = performance.now() + timeoutMs;
  const timer = startTimer(() => {
    const reason = `timed out after ${timeoutMs / 1000} s`;
    end(httpFailed(name, new DOMException(reason, "TimeoutError"), reason));
  }, timeoutMs);
  // A body that nobody reads to its end should not keep the process alive.
  timer.unref();
  // Filled one by one: a signal that has fired already calls back before its own way out is there.
  const unlisten: (() => void)[] = [];
  unlisten.push(onAbort(runSignals, (cause) => end(coreError("ABORTED", { reason: toReason(cause) }, { cause }))));
  unlisten.push(onAbort([ownSignal], (cause) => end(httpFailed(name, cause, "it was aborted"))));

  function release(): void {
    clearTimeout(timer);
    for (const off of unlisten) off();
  }
  function end(error: Error): void {
    release();
    stop.abort(error);
  }
  return { signal: stop.signal, leftMs: () => deadline - performance.now(), release };
}
