/** Where in a journal the outcomes stand, by key; holds a few dozen bytes for each. */
export interface OutcomeIndex {
  readonly size: number;
  add(key: string, offset: number): void;
  /** Takes an outcome of this key out: the same target may stand in a list twice, and has two outcomes then. */
  take(key: string): number | undefined;
}

/** As many hexadecimal digits as a number holds exactly. */
const DIGITS = 13;

/**
 * Makes an empty index. It knows keys, which are hexadecimal, by their first 52 bits: who takes an offset checks the
 * whole key there.
 */
export function createOutcomeIndex(): OutcomeIndex {
  const offsets = new Map<number, number | number[]>();
  let size = 0;
  return {
    get size() {
      return size;
    },
    add(key, offset) {
      const short = Number.parseInt(key.slice(0, DIGITS), 16);
      const known = offsets.get(short);
      if (known === undefined) offsets.set(short, offset);
      else if (typeof known === "number") offsets.set(short, [known, offset]);
      else known.push(offset);
      size += 1;
    },
    take(key) {
      const short = Number.parseInt(key.slice(0, DIGITS), 16);
      const known = offsets.get(short);
      if (known === undefined) return undefined;
      const offset = typeof known === "number" ? known : known.pop();
      if (typeof known === "number" || known.length === 0) offsets.delete(short);
      if (offset !== undefined) size -= 1;
      return offset;
    },
  };
}
