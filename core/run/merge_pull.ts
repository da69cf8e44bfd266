import type { Lane } from "../plugin/engine.ts";
import { Observable } from "./_rxjs.ts";
import { createPuller } from "./puller.ts";
import { createWaitingLine } from "./waiting_line.ts";

/** How {@linkcode mergePull} works. */
export interface MergePullOptions<T, R> {
  /** How many items are in work at a time, from 1. */
  readonly lanes: number;
  /** The work on one item. A lane takes its next item only when this has settled, or has left its lane. */
  readonly work: (item: T, lane: Lane) => Promise<R>;
  /** While so many items are away from their lanes, no more are taken. @default {1} */
  readonly maxAway?: number;
}

/**
 * Works on the items of a source, `lanes` at a time, and emits the results as they come. It pulls: an item is taken
 * only when a lane is free for it, so at most `lanes` items are ever ahead, however large the source, and those that have
 * left their lane to wait for something. RxJS's own `mergeMap` over an async iterable reads the whole source ahead
 * instead.
 *
 * When the source or the work throws, no more items are taken, the items in work are finished and their results
 * emitted, and then the first error is. When the consumer leaves, the source is closed at once.
 *
 * @example
 * ```ts
 * import { lastValueFrom, toArray } from "rxjs";
 * import { mergePull } from "hullscan/kit";
 *
 * const squares = mergePull([1, 2, 3], { lanes: 2, work: async (n) => n * n });
 * const all = await lastValueFrom(squares.pipe(toArray()));
 * if (all.length !== 3) throw new Error("an item was lost");
 * ```
 */
export function mergePull<T, R>(
  source: Iterable<T> | AsyncIterable<T>,
  { lanes, work, maxAway = 1 }: MergePullOptions<T, R>,
): Observable<R> {
  if (!Number.isInteger(lanes) || lanes < 1) throw new RangeError(`lanes must be a whole number from 1, not ${lanes}`);
  return new Observable((subscriber) => {
    const puller = createPuller(source);
    const line = createWaitingLine();
    let failure: { readonly error: unknown } | undefined;
    let isOver = false;
    /** Items that were asked for while others were away; a lane that is free takes the first. */
    const pulled: T[] = [];
    let askedAt: number | undefined;

    function fail(error: unknown): void {
      failure ??= { error };
      line.wake();
    }

    /** Works on an item; `free` is called when that is done, or when it has left its lane. */
    async function begin(item: T, free: () => void): Promise<void> {
      let release = free;
      let place = "lane" as "lane" | "away" | "line" | "done";
      /** Work may end while it still waits: it takes part in a race, say. */
      const isDone = () => place === "done";
      const lane: Lane = {
        async leave(wait, { goesFirst = false, afterMs = 0 } = {}) {
          const waiting = wait();
          if (afterMs > 0 && (await settlesWithin(waiting, afterMs))) return waiting;
          if (place !== "lane") return waiting;
          place = "away";
          line.leave();
          release();
          try {
            return await waiting;
          } finally {
            if (!isDone()) {
              place = "line";
              release = await line.enter(goesFirst);
              if (isDone()) release();
              else place = "lane";
            }
          }
        },
      };
      try {
        subscriber.next(await work(item, lane));
      } catch (error) {
        fail(error);
      } finally {
        if (place === "away") line.comeBack();
        place = "done";
        release();
      }
    }

    function ask(): void {
      askedAt = performance.now();
      puller
        .next()
        .then((next) => {
          if (next.done) isOver = true;
          else pulled.push(next.value);
        })
        .catch(fail)
        .finally(() => {
          askedAt = undefined;
          line.wake();
        });
    }

    /** What a free lane does while items are away: takes another one, or goes on with one that is back, or waits. */
    async function serveBesides(): Promise<void> {
      if (failure !== undefined || subscriber.closed) pulled.length = 0;
      if (pulled.length > 0) return new Promise((free) => void begin(pulled.shift() as T, free));
      const areThrough = isOver || failure !== undefined || (line.away >= maxAway && askedAt === undefined);
      const resume = line.take({ areThrough, askedAt });
      if (resume !== undefined) return new Promise(resume);
      if (!areThrough && askedAt === undefined) ask();
      return line.change();
    }

    // A loop of its own: with an operator for each turn, the time between two items would be the operators'.
    async function runLane(): Promise<void> {
      while (true) {
        if (line.away > 0 || pulled.length > 0 || askedAt !== undefined) {
          await serveBesides();
          continue;
        }
        if (failure !== undefined || isOver) return;
        const next = await puller.next();
        if (next.done) isOver = true;
        else await new Promise<void>((free) => void begin(next.value, free));
      }
    }

    Promise.all(Array.from({ length: lanes }, () => runLane().catch(fail))).then(() => {
      if (failure) subscriber.error(failure.error);
      else subscriber.complete();
    });
    return () => void puller.close();
  });
}

function settlesWithin(waiting: Promise<unknown>, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms, false);
    const settled = () => {
      clearTimeout(timer);
      resolve(true);
    };
    waiting.then(settled, settled);
  });
}
