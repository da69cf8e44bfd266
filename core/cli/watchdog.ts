import inspector from "node:inspector";
import { Worker } from "node:worker_threads";
import { toOwnAddress } from "../config/own_modules.ts";
import { wantsJson } from "./terminal/write_stderr.ts";

const BEAT_MS = 500;
const TICK_MS = 1000;
/** For how many ticks the main thread may be silent. Plugins that compute for some seconds are no trouble. */
const TICKS = 5;
const [BEAT, DEADLINE] = [0, 1];
/** What the thread has the process emit. */
const RELEASE = "hullscan.release";

/** What is done while the process is blocked. */
export interface WatchdogActions {
  /** Takes the handlers of signals off, so that the system ends the process at the next one. */
  release(): void;
  /** The process is not blocked any more. */
  retake(): void;
}

/** A thread that notices when the main one stands still. */
export interface Watchdog {
  /** Kills the process if it should still be there then. */
  endWithin(ms: number): void;
  close(): void;
}

/**
 * Starts the thread that watches over this one: a plugin that blocks the event loop for five seconds is named by its
 * file, and signals end the process from then on. Keeps no process alive. Not where somebody debugs: a
 * breakpoint blocks, too.
 */
export function startWatchdog({ release, retake }: WatchdogActions): Watchdog {
  if (inspector.url() !== undefined) return { endWithin() {}, close() {} };
  const shared = new BigInt64Array(new SharedArrayBuffer(16));
  const worker = new Worker(new URL(toOwnAddress("./core/cli/watchdog_thread.js")), {
    workerData: { shared, release: RELEASE, json: wantsJson(), tickMs: TICK_MS, ticks: TICKS },
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
  });
  // A run without it is as good, as long as nothing blocks.
  worker.on("error", () => {});
  worker.unref();
  let isReleased = false;
  function onRelease(): void {
    isReleased = true;
    release();
  }
  const timer = setInterval(() => {
    Atomics.add(shared, BEAT, 1n);
    if (!isReleased) return;
    isReleased = false;
    retake();
  }, BEAT_MS).unref();
  process.on(RELEASE, onRelease);
  return {
    endWithin(ms) {
      // For ever is no time that a number could hold.
      const deadline = Number.isFinite(ms) ? process.hrtime.bigint() + BigInt(Math.round(ms * 1e6)) : 0n;
      Atomics.store(shared, DEADLINE, deadline);
    },
    close() {
      clearInterval(timer);
      process.off(RELEASE, onRelease);
      void worker.terminate();
    },
  };
}
