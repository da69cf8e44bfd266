import { serially } from "../services/serially.ts";

/** Takes items from an iterable, one call at a time. */
export interface Puller<T> {
  /** The next item. Concurrent calls wait for each other, so that any iterator will do. */
  next(): Promise<IteratorResult<T, unknown>>;
  /**
   * Ends the iteration early: later calls of `next` are done. Resolves when the source has closed; an error of its
   * clean-up is dropped. An item under way holds that up.
   */
  close(): Promise<void>;
}

/** Opens an iterable, asynchronous or not. */
export function createPuller<T>(source: Iterable<T> | AsyncIterable<T>): Puller<T> {
  const iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  const inTurn = serially();
  let ended = false;

  async function take(): Promise<IteratorResult<T, unknown>> {
    if (ended) return { done: true, value: undefined };
    try {
      const result = await iterator.next();
      // It would never be done.
      if (typeof result !== "object" || result === null) throw new TypeError(`next() returned no object: ${result}`);
      if (result.done) ended = true;
      return ended ? { done: true, value: undefined } : result;
    } catch (error) {
      ended = true;
      throw error;
    }
  }

  return {
    next: () => inTurn(take),
    async close() {
      if (ended) return;
      ended = true;
      try {
        await iterator.return?.();
      } catch {
        // Nobody is left to hear of an error in the source's own clean-up.
      }
    },
  };
}
