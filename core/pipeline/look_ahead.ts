import { createPuller } from "./puller.ts";

/** How {@linkcode lookAhead} works. */
export interface LookAheadOptions<T, R> {
  /** How many items are being looked up before anybody asks for them. */
  readonly width: number;
  /** What is done with an item before its turn. */
  readonly lookUp: (item: T) => Promise<R>;
  /** Ends the giving: what is looked up then, nobody asks for any more. */
  readonly signal: AbortSignal;
}

/** An item, and what is being found out about it. */
export interface Ahead<T, R> {
  readonly item: T;
  readonly found: Promise<R>;
}

/**
 * Gives the items of a source in their order, and begins to look up a few of them before they are asked for. An item is
 * given when it is its turn, whether the answer is there or not: one that is slow holds up who has it, and no other. An
 * error of the source comes in its place: what stands before it is given first.
 */
export async function* lookAhead<T, R>(
  source: Iterable<T> | AsyncIterable<T>,
  { width, lookUp, signal }: LookAheadOptions<T, R>,
): AsyncGenerator<Ahead<T, R>> {
  const puller = createPuller(source);
  const waiting: Promise<Ahead<T, R> | undefined>[] = [];

  async function take(): Promise<Ahead<T, R> | undefined> {
    const next = await puller.next();
    if (next.done) return undefined;
    const found = lookUp(next.value);
    // Who has the item has the error; where it is left before, nobody does.
    found.catch(() => {});
    return { item: next.value, found };
  }

  try {
    while (true) {
      while (waiting.length < width) {
        const taking = take();
        taking.catch(() => {});
        waiting.push(taking);
      }
      const first = await waiting.shift();
      if (first === undefined || signal.aborted) return;
      yield first;
    }
  } finally {
    await puller.close();
  }
}
