import type { Observer, Operator, Subscription } from "rxjs";
import type { ScanEvent } from "../events/mod.ts";
import { Observable, Subscriber } from "./_rxjs.ts";

/** What {@linkcode Observable.subscribe} takes. */
type Handlers<T> = Partial<Observer<T>> | ((value: T) => void) | null | undefined;

/**
 * The events as one observer sees them. What the observer's own handlers throw goes to `onError`, also behind operators, and
 * they hear no more: RxJS throws it from a timer, where nobody can catch it.
 */
export class ObservedEvents<T = ScanEvent> extends Observable<T> {
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void, source?: Observable<T>) {
    super((subscriber) => source?.subscribe(subscriber));
    this.#onError = onError;
  }

  override lift<R>(operator: Operator<T, R>): Observable<R> {
    const lifted = new ObservedEvents<R>(this.#onError);
    lifted.source = this;
    lifted.operator = operator;
    return lifted;
  }

  override subscribe(
    given?: Handlers<T>,
    error?: ((error: unknown) => void) | null,
    complete?: (() => void) | null,
  ): Subscription {
    // One of an operator hands errors on by itself.
    if (given instanceof Subscriber) return super.subscribe(given);
    const handlers = typeof given === "object" && given !== null ? given : { next: given, error, complete };
    let subscription: Subscription | undefined;
    let isBroken = false;
    const call = (work: () => void) => {
      if (isBroken) return;
      try {
        work();
      } catch (thrown) {
        isBroken = true;
        subscription?.unsubscribe();
        this.#onError(thrown);
      }
    };
    subscription = super.subscribe({
      next: (value) => call(() => handlers.next?.(value)),
      error: (failed) => (handlers.error ? call(() => handlers.error?.(failed)) : this.#onError(failed)),
      complete: () => call(() => handlers.complete?.()),
    });
    return subscription;
  }
}
