import { SEVERITIES, type SeverityCounts } from "../model/mod.ts";

/** The foremost of many, in order; the others are forgotten. */
export interface Top<T> {
  /** Whether an item would be among them. */
  admits(item: T): boolean;
  /** Adds an item; of equal ones, the first stays before. */
  add(item: T): void;
  /** Removes the first item that passes a test, and returns it. */
  take(isWanted: (item: T) => boolean): T | undefined;
  list(): readonly T[];
}

/** Makes a list of the `limit` foremost items, by a comparison as `sort` takes it. */
export function createTop<T>(limit: number, compare: (a: T, b: T) => number): Top<T> {
  const items: T[] = [];

  function admits(item: T): boolean {
    const last = items.at(-1);
    return items.length < limit || (last !== undefined && compare(item, last) < 0);
  }

  return {
    admits,
    add(item) {
      if (!admits(item)) return;
      const at = items.findIndex((other) => compare(item, other) < 0);
      items.splice(at === -1 ? items.length : at, 0, item);
      if (items.length > limit) items.pop();
    },
    take(isWanted) {
      const at = items.findIndex(isWanted);
      return at === -1 ? undefined : items.splice(at, 1)[0];
    },
    list: () => items,
  };
}

/** Compares counts for sorting: more of the worst severity comes first. */
export function compareCounts(a: Readonly<SeverityCounts>, b: Readonly<SeverityCounts>): number {
  for (const severity of [...SEVERITIES].reverse()) {
    if (a[severity] !== b[severity]) return b[severity] - a[severity];
  }
  return 0;
}
