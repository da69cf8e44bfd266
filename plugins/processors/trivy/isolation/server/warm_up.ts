import { setTimeout as delay } from "node:timers/promises";

/** Lets the first scan into an empty cache go alone. */
export interface WarmUp {
  /** Says whether the cache is empty. */
  set(isCold: boolean): void;
  /** Does some work: alone while the cache is empty, beside others from then on. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** How a warm-up is made. */
export interface WarmUpOptions {
  /** How long one waits for another: that one may hang. @default {60_000} */
  readonly maxWaitMs?: number;
}

/**
 * Images of one list share their layers as a rule. Scans that start side by side would each analyse the same ones, as
 * none finds them in the cache before the other has finished: so one goes first, and the next where that one fails.
 */
export function createWarmUp({ maxWaitMs = 60_000 }: WarmUpOptions = {}): WarmUp {
  let isCold = false;
  let leader: Promise<void> | undefined;

  async function lead<T>(work: () => Promise<T>): Promise<T> {
    const result = work();
    const own = result.then(
      () => {
        isCold = false;
      },
      () => {},
    );
    leader = own;
    try {
      return await result;
    } finally {
      await own;
      if (leader === own) leader = undefined;
    }
  }

  return {
    set(cold) {
      isCold = cold;
    },
    async run(work) {
      const timer = new AbortController();
      const late = delay(maxWaitMs, true, { signal: timer.signal }).catch(() => true);
      try {
        let isLate = false;
        while (isCold && leader !== undefined && !isLate) {
          isLate = await Promise.race([leader.then(() => false), late]);
        }
      } finally {
        timer.abort();
      }
      return isCold && leader === undefined ? lead(work) : work();
    },
  };
}
