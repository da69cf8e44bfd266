import { createPuller } from "./puller.ts";

/** How {@linkcode lookAhead} works. */
export interface LookAheadOptions<T, R> {
  /** How many items are looked up before anybody asks for them, at a time and altogether. */
  readonly width: number;
  /** What is done with an item before its turn. */
  readonly lookUp: (item: T) => Promise<R>;
  /** Ends the giving: what is looked up then, nobody asks for any more. */
  readonly signal: AbortSignal;
}

/**
 * Gives what was looked up of each item, in the order of the items, and is a few items ahead with looking up. An error
 * comes in its place: what stands before it is given first.
 */
export async function* lookAhead<T, R>(
  source: Iterable<T> | AsyncIterable<T>,
  { width, lookUp, signal }: LookAheadOptions<T, R>,
): AsyncGenerator<R> {
  const puller = createPuller(source);
  const waiting: Promise<{ readonly found: R } | undefined>[] = [];

  async function take(): Promise<{ readonly found: R } | undefined> {
    const next = await puller.next();
    return next.done ? undefined : { found: await lookUp(next.value) };
  }

  try {
    while (true) {
      while (waiting.length < width) {
        const taking = take();
        // Who gets there has the error; where it is left before, nobody does.
        taking.catch(() => {});
        waiting.push(taking);
      }
      const first = await waiting.shift();
      if (first === undefined || signal.aborted) return;
      yield first.found;
    }
  } finally {
    await puller.close();
  }
}
