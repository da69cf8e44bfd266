/** How {@linkcode lookAhead} works. */
export interface LookAheadOptions<T, R> {
  /** How many items are taken ahead of the consumer at most. */
  readonly width: number;
  readonly work: (item: T) => Promise<R>;
}

/**
 * Works on items before they are asked for, `width` of them at a time, and gives the results in the items' order. Only
 * the work overlaps: items are taken one after the other. What the items or the work throw comes at its place and ends
 * it. No more is begun than `width` results ahead, however slow the consumer.
 */
export async function* lookAhead<T, R>(
  items: AsyncIterable<T>,
  { width, work }: LookAheadOptions<T, R>,
): AsyncGenerator<R, void, undefined> {
  const iterator = items[Symbol.asyncIterator]();
  const ahead: Promise<IteratorResult<R, unknown>>[] = [];
  let turn: Promise<unknown> = Promise.resolve();
  let isOver = false;

  async function take(): Promise<IteratorResult<T, unknown>> {
    const next = isOver ? { done: true as const, value: undefined } : await iterator.next();
    if (next.done) isOver = true;
    return next;
  }

  function begin(): Promise<IteratorResult<R, unknown>> {
    const taken = turn.then(take);
    turn = taken.catch(() => {
      isOver = true;
    });
    return taken.then(async (next) => (next.done ? next : { done: false, value: await work(next.value) }));
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
      if (next === undefined || next.done) return;
      yield next.value;
    }
  } finally {
    isOver = true;
    await iterator.return?.();
  }
}
