import { setImmediate as nextTurn } from "node:timers/promises";
import { replaceTimers } from "./replace_timers.ts";
import { createTimerQueue, type QueuedTimer } from "./timer_queue.ts";

/** How long, in real milliseconds, something may take to begin to wait. */
const PATIENCE_MS = 10_000;
/** What a timer sets off gets as many turns of the event loop before the next one fires. */
const TURNS = 5;

/** Time that passes only when a test says so. */
export interface VirtualTime {
  /** Milliseconds that have passed. */
  readonly elapsedMs: number;
  /**
   * Waits until something waits for this time, and lets none pass meanwhile: so it is known that the plugin has come
   * so far, whatever it did before that took real time.
   *
   * @param ms The milliseconds that are waited for, or what says whether they are these
   * @returns Those milliseconds
   * @throws {Error} where nothing does within 10 real seconds; it names what is waited for instead
   */
  waiting(ms: number | ((ms: number) => boolean)): Promise<number>;
  /** Lets milliseconds pass: all timers of this time fire in their order, and each has its consequences. */
  advance(ms: number): Promise<void>;
}

/**
 * Runs a test in virtual time: waiting, backoff and timeouts of plugins, and those of the framework around them, take no
 * real time and never depend on the speed of the machine. What works is real: files, requests and children take no
 * virtual time.
 *
 * It stands in for `setTimeout`, `setInterval`, `AbortSignal.timeout`, `Date`, `performance.now` and the `setTimeout` of
 * `node:timers/promises`; not for immediates, nor for what child processes see. Afterwards all is as it was.
 *
 * @example A processor that tries again after half a minute
 * ```ts
 * import { setTimeout as delay } from "node:timers/promises";
 * import { defineProcessor } from "hullscan";
 * import { inVirtualTime, runProcessor } from "hullscan/testing";
 *
 * const patient = defineProcessor({
 *   name: "patient",
 *   setup: () => ({
 *     async process(_record, { signal }) {
 *       await delay(30_000, undefined, { signal });
 *       return { note: "at last" };
 *     },
 *   }),
 * });
 *
 * await inVirtualTime(async (time) => {
 *   const running = runProcessor(patient());
 *   await time.waiting(30_000);
 *   await time.advance(30_000);
 *   const { outcomes } = await running;
 *   if (outcomes[0]?.data.note !== "at last") throw new Error("it did not wait");
 * });
 * ```
 *
 * @throws {TypeError} where time is virtual already
 */
export async function inVirtualTime<T>(test: (time: VirtualTime) => Promise<T>): Promise<T> {
  const listeners = new Set<(timer: QueuedTimer) => void>();
  const queue = createTimerQueue((timer) => {
    for (const listener of listeners) listener(timer);
  });
  const realTimers = { setTimeout, clearTimeout };

  function waiting(wanted: number | ((ms: number) => boolean)): Promise<number> {
    const isWanted = typeof wanted === "number" ? (ms: number) => ms === wanted : wanted;
    return new Promise((resolve, reject) => {
      const end = () => {
        listeners.delete(look);
        realTimers.clearTimeout(patience);
      };
      const look = ({ ms }: QueuedTimer) => {
        if (!isWanted(ms)) return;
        end();
        resolve(ms);
      };
      // It also keeps the process alive: virtual timers do not.
      const patience = realTimers.setTimeout(() => {
        end();
        reject(new Error(describe(wanted, queue.waiting)));
      }, PATIENCE_MS);
      listeners.add(look);
      for (const timer of queue.waiting) look(timer);
    });
  }

  const putBack = replaceTimers(queue);
  try {
    return await test({
      get elapsedMs() {
        return queue.now;
      },
      waiting,
      async advance(ms) {
        const until = queue.now + ms;
        await settle();
        while (queue.step(until)) await settle();
      },
    });
  } finally {
    putBack();
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await nextTurn();
}

function describe(wanted: number | ((ms: number) => boolean), waiting: Iterable<QueuedTimer>): string {
  const what = typeof wanted === "number" ? `${wanted} ms` : "such a time";
  const others = [...waiting].map(({ ms }) => `${ms} ms`).join(", ") || "nothing";
  return `Nothing came to wait for ${what} within ${PATIENCE_MS / 1000} real seconds; waited for: ${others}`;
}
