/** Does something for a key; while the first for a key is under way, the others of that key wait for its end. */
export type FirstAlone<K> = <T>(key: K, work: () => Promise<T>) => Promise<T>;

/** Lets the first of many calls go ahead alone: what it learns can keep the others from being made. */
export function createFirstAlone<K>(): FirstAlone<K> {
  const firsts = new Map<K, Promise<unknown>>();

  return async (key, work) => {
    const first = firsts.get(key);
    if (first !== undefined) {
      await first.catch(() => undefined);
      return work();
    }
    const going = work();
    firsts.set(key, going);
    return going;
  };
}
