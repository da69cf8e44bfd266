import type { Target } from "../model/target.ts";
import type { Targets } from "../plugin/hooks.ts";
import { isObservable, type Observable } from "./_rxjs.ts";

/** Makes any form of targets one that can be pulled. An Observable is buffered without limit: it cannot be slowed. */
export function toPullable(targets: Targets): Iterable<Target> | AsyncIterable<Target> {
  if (isObservable(targets)) return bufferObservable(targets);
  // What a user's plugin gives is not always what its type says.
  const given: unknown = targets;
  if (typeof given === "object" && given !== null && (Symbol.asyncIterator in given || Symbol.iterator in given)) {
    return targets;
  }
  throw new TypeError(
    `targets() must give an iterable or an Observable, not ${given === null ? "null" : typeof given}`,
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
