import { setMaxListeners } from "node:events";

/** Signals of which some may not be there. */
export type AbortSignals = readonly (AbortSignal | undefined)[];

/** The first of several signals that has fired. */
export function findAborted(signals: AbortSignals): AbortSignal | undefined {
  return signals.find((signal) => signal?.aborted);
}

/**
 * Calls `action` once, with the reason, when the first of several signals fires; at once if one has fired already.
 * Returns a function that takes the listeners off again: unlike with `AbortSignal.any`, nothing stays attached to a
 * long-lived signal.
 */
export function onAbort(signals: AbortSignals, action: (reason: unknown) => void): () => void {
  function release(): void {
    for (const signal of signals) signal?.removeEventListener("abort", fire);
  }
  function fire(): void {
    release();
    action(findAborted(signals)?.reason);
  }
  if (findAborted(signals)) {
    fire();
    return release;
  }
  for (const signal of signals) {
    if (signal === undefined) continue;
    // One signal may well stand for a hundred children and requests; Node warns from the eleventh on.
    setMaxListeners(0, signal);
    signal.addEventListener("abort", fire);
  }
  return release;
}
