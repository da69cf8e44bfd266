/** A set of 64-bit keys in 8 bytes each: a `Set` takes ten times that. Nothing is taken out again. */
export class KeySet {
  #slots = new Uint32Array(2 * 1024);
  #size = 0;

  /** Adds a key, as the first 16 hexadecimal digits of a hash. Returns whether it is new. */
  add(key: string): boolean {
    // Zeros mark a free slot.
    const [high, low] = [Number.parseInt(key.slice(0, 8), 16), Number.parseInt(key.slice(8, 16), 16) || 1];
    const at = this.#find(high, low);
    if (this.#slots[at + 1] !== 0) return false;
    this.#slots[at] = high;
    this.#slots[at + 1] = low;
    this.#size += 1;
    if (this.#size * 2 * 1.5 > this.#slots.length) this.#grow();
    return true;
  }

  /** The slot of a key, or the free one that is its own. */
  #find(high: number, low: number): number {
    const mask = this.#slots.length / 2 - 1;
    let at = high & mask;
    while (this.#slots[2 * at + 1] !== 0 && (this.#slots[2 * at] !== high || this.#slots[2 * at + 1] !== low)) {
      at = (at + 1) & mask;
    }
    return 2 * at;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(old.length * 2);
    for (let index = 0; index < old.length; index += 2) {
      const [high = 0, low = 0] = [old[index], old[index + 1]];
      if (low !== 0) this.#slots.set([high, low], this.#find(high, low));
    }
  }
}
