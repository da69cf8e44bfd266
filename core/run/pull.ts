import { setTimeout as delay } from "node:timers/promises";
import { isScanError } from "../errors/mod.ts";
import type { Severity } from "../model/severity.ts";
import type { Target } from "../model/target.ts";
import type { Driver } from "../plugin/driver.ts";
import type { SourceHooks, Targets } from "../plugin/hooks.ts";
import { isObservable, type Observable } from "./_rxjs.ts";
import { checkTarget } from "./check_target.ts";
import type { OpenPlugin } from "./open_plugins.ts";
import { createPuller } from "./puller.ts";

const CLOSE_LIMIT_MS = 5000;

/** How targets are pulled. */
export interface PullOptions {
  readonly driver: Driver;
  /** Ends the pulling: no target comes after it has fired. */
  readonly signal: AbortSignal;
  /** Called for each target before it is emitted. */
  readonly onTarget: () => void;
  /** The least severity that is reported, whatever a target says. */
  readonly minSeverity?: Severity | undefined;
}

/** Emits the targets of all sources, one source after the other, until they end or are stopped. */
export async function* pull(
  sources: readonly OpenPlugin<SourceHooks>[],
  { driver, signal, onTarget, minSeverity }: PullOptions,
): AsyncGenerator<Target> {
  const race = createRace(signal);
  for (const { name, hooks, ctx } of sources) {
    if (signal.aborted) return;
    const puller = await driver.call(name, "targets", () => createPuller(toPullable(hooks.targets(ctx))));
    let place = 0;
    try {
      while (true) {
        const next = await race(driver.call(name, "targets", () => puller.next()));
        if (signal.aborted || next === undefined) return;
        if (next.done) break;
        onTarget();
        place += 1;
        const target = checkTarget(next.value, name, place);
        yield minSeverity === undefined ? target : { ...target, minSeverity };
      }
    } finally {
      const close = driver.call(name, "targets", () => puller.close());
      // A source that is stuck in an item cannot close before that item comes: then nobody waits.
      await Promise.race([close, delay(CLOSE_LIMIT_MS, undefined, { ref: false })]).catch(ignorePending);
    }
  }
}

/** Where the process has nothing left to wait for, a source that is stuck has been closed as far as it can be. */
function ignorePending(error: unknown): void {
  if (!isScanError(error) || error.code !== "HOOK_PENDING") throw error;
}

/**
 * Makes a function that waits for work, or for the signal: a source that waits for something must not hold that up.
 * It has one listener for all that is waited for, one thing at a time: a listener each would cost more than the rest.
 */
function createRace(signal: AbortSignal): <T>(work: Promise<T>) => Promise<T | undefined> {
  let leave = () => {};
  signal.addEventListener("abort", () => leave(), { once: true });
  return (work) =>
    new Promise((resolve, reject) => {
      leave = () => resolve(undefined);
      if (signal.aborted) leave();
      work.then(resolve, reject);
    });
}

/** Makes any form of targets one that can be pulled. An Observable is buffered without limit: it cannot be slowed. */
export function toPullable(targets: Targets): Iterable<Target> | AsyncIterable<Target> {
  if (isObservable(targets)) return bufferObservable(targets);
  // What a user's plugin returns is not always what its type says.
  const returned: unknown = targets;
  if (
    typeof returned === "object" &&
    returned !== null &&
    (Symbol.asyncIterator in returned || Symbol.iterator in returned)
  ) {
    return targets;
  }
  throw new TypeError(
    `targets() must return an iterable or an Observable, not ${returned === null ? "null" : typeof returned}`,
  );
}

async function* bufferObservable<T>(observable: Observable<T>): AsyncGenerator<T> {
  const buffer: T[] = [];
  let ended = false;
  let failure: { readonly error: unknown } | undefined;
  let wake = () => {};
  const subscription = observable.subscribe({
    next(item) {
      buffer.push(item);
      wake();
    },
    error(error) {
      failure = { error };
      wake();
    },
    complete() {
      ended = true;
      wake();
    },
  });
  try {
    while (true) {
      yield* buffer.splice(0);
      if (buffer.length > 0) continue;
      if (failure) throw failure.error;
      if (ended) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    subscription.unsubscribe();
  }
}

/** How many targets some sources will emit together; undefined where one of them does not know. */
export async function countTargets(
  sources: readonly OpenPlugin<SourceHooks>[],
  driver: Driver,
): Promise<number | undefined> {
  let total = 0;
  for (const { name, hooks, ctx } of sources) {
    const count = await driver.call(name, "count", () => hooks.count?.(ctx));
    // Only progress goes by it: what is no number is not known.
    if (count === undefined || !Number.isInteger(count) || count < 0) return undefined;
    total += count;
  }
  return total;
}
