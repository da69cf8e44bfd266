import { Observable } from "./_rxjs.ts";
import { createPuller } from "./puller.ts";

/** How {@linkcode mergePull} works. */
export interface MergePullOptions<T, R> {
  /** How many items are in work at a time, from 1. */
  readonly lanes: number;
  /** The work on one item. A lane takes its next item only when this has settled. */
  readonly work: (item: T) => Promise<R>;
}

/**
 * Works on the items of a source, `lanes` at a time, and emits the results as they come. It pulls: an item is taken
 * only when a lane is free for it, so at most `lanes` items are ever ahead, however large the source. RxJS's own
 * `mergeMap` over an async iterable reads the whole source ahead instead.
 *
 * When the source or the work throws, no more items are taken, the items in work are finished and their results
 * emitted, and then the first error is. When the consumer leaves, the source is closed at once.
 *
 * @example
 * ```ts
 * import { lastValueFrom, toArray } from "rxjs";
 * import { mergePull } from "hullscan";
 *
 * const squares = mergePull([1, 2, 3], { lanes: 2, work: async (n) => n * n });
 * const all = await lastValueFrom(squares.pipe(toArray()));
 * if (all.length !== 3) throw new Error("an item was lost");
 * ```
 */
export function mergePull<T, R>(
  source: Iterable<T> | AsyncIterable<T>,
  { lanes, work }: MergePullOptions<T, R>,
): Observable<R> {
  if (!Number.isInteger(lanes) || lanes < 1) throw new RangeError(`lanes must be a whole number from 1, not ${lanes}`);
  return new Observable((subscriber) => {
    const puller = createPuller(source);
    let failure: { readonly error: unknown } | undefined;

    // A loop of its own: with an operator for each turn, the time between two items would be the operators'.
    async function runLane(): Promise<void> {
      try {
        while (failure === undefined) {
          const next = await puller.next();
          if (next.done) return;
          subscriber.next(await work(next.value));
        }
      } catch (error) {
        failure ??= { error };
      }
    }

    Promise.all(Array.from({ length: lanes }, runLane)).then(() => {
      if (failure) subscriber.error(failure.error);
      else subscriber.complete();
    });
    return () => void puller.close();
  });
}
