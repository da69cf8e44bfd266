import { startTimer } from "../services/start_timer.ts";
import { leave } from "./early_exit.ts";
import { EXIT } from "./exit.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** What is done when the user, or the system, wants the run to end. */
export interface InterruptActions {
  /** How long targets in work may go on after the first signal, in milliseconds. */
  readonly graceMs: number;
  /** No new targets: at the first signal. */
  drain(): void;
  /** Stops what is in work: at the second signal, and when the time of grace is over. */
  abort(): void;
}

/**
 * Ends a run in order at the first SIGINT, SIGTERM or SIGHUP, and faster at the second; the third ends the process on
 * the spot. Returns what takes the handlers off again.
 */
export function onInterrupt({ graceMs, drain, abort }: InterruptActions): () => void {
  let count = 0;
  let timer: NodeJS.Timeout | undefined;
  function handle(): void {
    count += 1;
    if (count === 1) {
      drain();
      timer = startTimer(abort, graceMs);
    }
    if (count === 2) abort();
    if (count > 2) leave(EXIT.interrupted);
  }
  for (const signal of SIGNALS) process.on(signal, handle);
  return () => {
    clearTimeout(timer);
    for (const signal of SIGNALS) process.off(signal, handle);
  };
}
