import { startTimer } from "../services/start_timer.ts";
import { EXIT } from "./exit.ts";
import { leave } from "./process_end.ts";
import { startWatchdog } from "./watchdog.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** How long the end of what was stopped may take: children get five seconds to heed a signal. */
const END_MS = 10_000;
/** How long a process may outlive a run that was stopped. */
const LEFTOVER_MS = 2000;
/** How long after that the process is killed, where even its last step hangs. */
const KILL_MS = 3000;

/** What is done when the user, or the system, wants the run to end. */
export interface InterruptActions {
  /** How long targets in work may go on after the first signal, in milliseconds. */
  readonly graceMs: number;
  /** No new targets: at the first signal. */
  drain(): void;
  /** Stops what is in work: at the second signal, and when the time of grace is over. */
  abort(): void;
  /** Prints that what has blocked the process does so no more. */
  retake(): void;
  /** Prints that something did not stop. */
  giveUp(seconds: number): void;
}

/** What ends a run before its time. */
export interface Interruption {
  /** Stops what is in work now, and ends the process with that code if this takes too long. */
  stop(exitCode: number): void;
  /** Takes the handlers of signals off: the run has ended. */
  close(): void;
}

/**
 * Ends a run in order at the first SIGINT, SIGTERM or SIGHUP, and faster at the second; the third ends the process on
 * the spot, and so does the clock, ten seconds after the run was stopped, whatever it is that hangs.
 */
export function onInterrupt({ graceMs, drain, abort, retake, giveUp }: InterruptActions): Interruption {
  let count = 0;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  function stop(exitCode: number): void {
    if (isStopped) return;
    isStopped = true;
    clearTimeout(timer);
    timer = startTimer(() => {
      giveUp(END_MS / 1000);
      leave(exitCode);
    }, END_MS);
    watchdog.endWithin(END_MS + KILL_MS);
    abort();
  }
  function handle(): void {
    count += 1;
    if (count === 1) {
      drain();
      timer = startTimer(() => stop(EXIT.interrupted), graceMs);
      // A plugin that blocks from now on keeps this timer from coming.
      watchdog.endWithin(graceMs + END_MS + KILL_MS);
    }
    if (count === 2) stop(EXIT.interrupted);
    if (count > 2) leave(EXIT.interrupted);
  }
  function listen(): void {
    for (const signal of SIGNALS) process.on(signal, handle);
  }
  function release(): void {
    for (const signal of SIGNALS) process.off(signal, handle);
  }
  listen();
  const watchdog = startWatchdog({
    release,
    retake() {
      listen();
      retake();
    },
  });
  return {
    stop,
    close() {
      clearTimeout(timer);
      release();
      if (count === 0 && !isStopped) {
        watchdog.close();
        return;
      }
      watchdog.endWithin(LEFTOVER_MS + KILL_MS);
      // What a plugin has left open keeps no process alive that was told to end.
      startTimer(() => leave(Number(process.exitCode ?? EXIT.interrupted)), LEFTOVER_MS).unref();
    },
  };
}
