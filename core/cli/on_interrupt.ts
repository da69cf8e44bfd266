import { startTimer } from "../services/start_timer.ts";
import { leave } from "./early_exit.ts";
import { EXIT } from "./exit.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** How long the end of what was stopped may take: children get five seconds to heed a signal. */
const END_MS = 10_000;
/** How long a process may outlive a run that was interrupted. */
const LEFTOVER_MS = 2000;

/** What is done when the user, or the system, wants the run to end. */
export interface InterruptActions {
  /** How long targets in work may go on after the first signal, in milliseconds. */
  readonly graceMs: number;
  /** No new targets: at the first signal. */
  drain(): void;
  /** Stops what is in work: at the second signal, and when the time of grace is over. */
  abort(): void;
  /** Prints that something did not stop. */
  giveUp(seconds: number): void;
}

/**
 * Ends a run in order at the first SIGINT, SIGTERM or SIGHUP, and faster at the second; the third ends the process on
 * the spot, and so does the clock, ten seconds after the run was stopped, whatever it is that hangs. Returns what takes
 * the handlers off again.
 */
export function onInterrupt({ graceMs, drain, abort, giveUp }: InterruptActions): () => void {
  let count = 0;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  function stop(): void {
    if (isStopped) return;
    isStopped = true;
    clearTimeout(timer);
    timer = startTimer(() => {
      giveUp(END_MS / 1000);
      leave(EXIT.interrupted);
    }, END_MS);
    abort();
  }
  function handle(): void {
    count += 1;
    if (count === 1) {
      drain();
      timer = startTimer(stop, graceMs);
    }
    if (count === 2) stop();
    if (count > 2) leave(EXIT.interrupted);
  }
  for (const signal of SIGNALS) process.on(signal, handle);
  return () => {
    clearTimeout(timer);
    for (const signal of SIGNALS) process.off(signal, handle);
    // What a plugin has left open keeps no process alive that was told to end.
    if (count > 0) startTimer(() => leave(Number(process.exitCode ?? EXIT.interrupted)), LEFTOVER_MS).unref();
  };
}
