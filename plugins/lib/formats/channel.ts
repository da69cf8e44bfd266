/** Hands values from one who has them to one who asks for them. */
export interface Channel<T> extends AsyncIterable<T> {
  /** Settles when the value is taken, and its taker asks for the next one. */
  push(value: T): Promise<void>;
  /** Says that there are no more; with an error, that they will not come. */
  close(error?: Error): void;
  /** The taker takes no more: whoever pushes gets the error. */
  abandon(error: unknown): void;
}

/** Makes a channel with one taker. It holds one value at a time: whoever pushes waits for the taker. */
export function createChannel<T>(): Channel<T> {
  let waiting: { readonly value: T; readonly taken: () => void; readonly fail: (error: unknown) => void } | undefined;
  let wake: (() => void) | undefined;
  let closed: { readonly error?: Error | undefined } | undefined;
  let abandoned: { readonly error: unknown } | undefined;

  async function* take(): AsyncGenerator<T> {
    for (;;) {
      if (waiting !== undefined) {
        const { value, taken } = waiting;
        yield value;
        waiting = undefined;
        taken();
      } else if (closed?.error) throw closed.error;
      else if (closed) return;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  }

  return {
    [Symbol.asyncIterator]: take,
    push(value) {
      return new Promise((taken, fail) => {
        if (abandoned) return fail(abandoned.error);
        waiting = { value, taken, fail };
        wake?.();
      });
    },
    close(error) {
      closed = { error };
      wake?.();
    },
    abandon(error) {
      abandoned = { error };
      waiting?.fail(error);
    },
  };
}
