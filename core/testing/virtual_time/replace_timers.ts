import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers";
import timersPromises from "node:timers/promises";
import { promisify } from "node:util";
import type { QueuedTimer, TimerQueue } from "./timer_queue.ts";

/** Marks what stands in the place of `setTimeout`. */
const VIRTUAL = Symbol.for("hullscan.virtual_time");

type Callback = (...args: unknown[]) => void;

/**
 * Puts a queue in the place of this process's timers and clocks, and returns the function that puts them back.
 *
 * @throws {TypeError} where they are replaced already
 */
export function replaceTimers(queue: TimerQueue): () => void {
  if (VIRTUAL in globalThis.setTimeout) throw new TypeError("Time is virtual already: one test at a time can have it");
  const real = { setTimeout, clearTimeout, delay: timersPromises.setTimeout };
  const ofTimeouts = new WeakMap<object, QueuedTimer>();
  let isOver = false;

  function toSetter(repeats: boolean) {
    return (callback: Callback, ms = 1, ...args: unknown[]) => {
      const timer = queue.set(() => callback(...args), { ms, repeats });
      const timeout = {
        ref: () => timeout,
        unref: () => timeout,
        hasRef: () => true,
        refresh() {
          // A library that keeps one timer for all of its life goes on with a real one.
          if (isOver) real.setTimeout(callback, ms, ...args).unref();
          else queue.restart(timer);
          return timeout;
        },
        close: () => clear(timeout),
        [Symbol.toPrimitive]: () => Number.NaN,
        [Symbol.dispose]: () => clear(timeout),
      };
      ofTimeouts.set(timeout, timer);
      return timeout;
    };
  }

  function clear(timeout: unknown): void {
    const timer = typeof timeout === "object" && timeout !== null ? ofTimeouts.get(timeout) : undefined;
    // One that is older than virtual time is a real one.
    if (timer === undefined) real.clearTimeout(timeout as NodeJS.Timeout | undefined);
    else queue.clear(timer);
  }

  function delay<T>(
    ms?: number,
    value?: T,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      // Node's own makes this error, with the cause and the code that its callers know.
      const abort = () => real.delay(0, undefined, { signal }).catch(reject);
      if (signal?.aborted) return void abort();
      const timer = setVirtual(() => {
        signal?.removeEventListener("abort", onAbort);
        resolve(value);
      }, ms);
      const onAbort = () => {
        clear(timer);
        abort();
      };
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  }

  function timeoutSignal(ms: number): AbortSignal {
    const controller = new AbortController();
    const reason = new DOMException("The operation was aborted due to timeout", "TimeoutError");
    setVirtual(() => controller.abort(reason), ms);
    return controller.signal;
  }

  const startedAt = Date.now();
  const startedClock = performance.now();
  const now = () => startedAt + Math.floor(queue.now);
  const virtualDate = new Proxy(Date, {
    apply: (RealDate) => new RealDate(now()).toString(),
    construct: (RealDate, args, Called) => Reflect.construct(RealDate, args.length === 0 ? [now()] : args, Called),
    get: (RealDate, key) => (key === "now" ? now : Reflect.get(RealDate, key)),
  });

  const setVirtual = Object.assign(toSetter(false), { [VIRTUAL]: true, [promisify.custom]: delay });
  const ofGlobals = { setTimeout: setVirtual, setInterval: toSetter(true), clearTimeout: clear, clearInterval: clear };
  const putBack = [
    replace(globalThis, { ...ofGlobals, Date: virtualDate }),
    replace(timers, ofGlobals),
    replace(timersPromises, { setTimeout: delay }),
    replace(AbortSignal, { timeout: timeoutSignal }),
    replace(performance, { now: () => startedClock + queue.now }),
  ];
  // So that `import { setTimeout } from "node:timers/promises"` gets them, too.
  syncBuiltinESMExports();
  return () => {
    isOver = true;
    for (const restore of putBack) restore();
    syncBuiltinESMExports();
  };
}

/** Replaces properties and returns what puts them back. */
function replace(owner: object, values: Readonly<Record<string, unknown>>): () => void {
  const before = Object.keys(values).map((key) => [key, Object.getOwnPropertyDescriptor(owner, key)] as const);
  for (const [key, value] of Object.entries(values)) {
    Object.defineProperty(owner, key, { value, configurable: true, writable: true, enumerable: true });
  }
  return () => {
    for (const [key, descriptor] of before) {
      if (descriptor === undefined) Reflect.deleteProperty(owner, key);
      else Object.defineProperty(owner, key, descriptor);
    }
  };
}
