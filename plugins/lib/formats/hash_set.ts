const SMALLEST = 1024;

/**
 * A set of hashes of 64 bits each: 5 million take 64 MB, where a `Set` of texts takes ten times as much. That two texts of
 * 5 million share a hash has a chance of one in a million.
 */
export interface HashSet {
  /** Adds what the first 8 bytes of a hash say. Returns false where it is in already. */
  add(hash: Uint8Array): boolean;
}

/** Makes an empty set: a table with open addressing that doubles before it is three quarters full. */
export function createHashSet(): HashSet {
  let size = 0;
  let table = new Uint32Array(SMALLEST * 2);

  function put(into: Uint32Array, high: number, low: number): boolean {
    const mask = into.length / 2 - 1;
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      const at = slot * 2;
      if (into[at] === high && into[at + 1] === low) return false;
      if (into[at] !== 0) continue;
      into[at] = high;
      into[at + 1] = low;
      return true;
    }
  }

  function grow(): void {
    const larger = new Uint32Array(table.length * 2);
    for (let at = 0; at < table.length; at += 2) {
      const [high = 0, low = 0] = [table[at], table[at + 1]];
      if (high !== 0) put(larger, high, low);
    }
    table = larger;
  }

  return {
    add(hash) {
      const view = new DataView(hash.buffer, hash.byteOffset);
      // A slot is empty where the first half is 0.
      const [high, low] = [view.getUint32(0) || 1, view.getUint32(4)];
      if (size * 8 > table.length * 3) grow();
      const isNew = put(table, high, low);
      if (isNew) size += 1;
      return isNew;
    },
  };
}
