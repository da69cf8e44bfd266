import { createPuller } from "./puller.ts";

/** How {@linkcode lookAhead} works. */
export interface LookAheadOptions<T, R> {
  /** How many items are taken ahead of the consumer at most. */
  readonly width: number;
  readonly work: (item: T) => Promise<R>;
  /** Ends the giving: what is begun by then, nobody asks for any more. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Works on items before they are asked for, `width` of them at a time, and emits the results in the items' order. Only
 * the work overlaps: items are taken one after the other. What the items or the work throw comes at its place and ends
 * it. No more is begun than `width` results ahead, however slow the consumer.
 *
 * @example
 * ```ts
 * import { lookAhead } from "hullscan/kit";
 *
 * const squares: number[] = [];
 * for await (const square of lookAhead([1, 2, 3], { width: 2, work: async (n) => n * n })) squares.push(square);
 * if (squares.join() !== "1,4,9") throw new Error("not in order");
 * ```
 */
export async function* lookAhead<T, R>(
  source: Iterable<T> | AsyncIterable<T>,
  { width, work, signal }: LookAheadOptions<T, R>,
): AsyncGenerator<R, void, undefined> {
  const puller = createPuller(source);
  const ahead: Promise<IteratorResult<R, unknown>>[] = [];

  async function begin(): Promise<IteratorResult<R, unknown>> {
    const next = await puller.next();
    return next.done ? next : { done: false, value: await work(next.value) };
  }

  try {
    while (true) {
      while (ahead.length < width) {
        const result = begin();
        // Whoever leaves early does not wait for it; who comes to it still gets the error.
        result.catch(() => undefined);
        ahead.push(result);
      }
      const next = await ahead.shift();
      if (next === undefined || next.done || signal?.aborted) return;
      yield next.value;
    }
  } finally {
    await puller.close();
  }
}
