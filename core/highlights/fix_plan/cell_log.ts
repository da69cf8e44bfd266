import { SEVERITIES } from "../../model/mod.ts";

/** What one image has of one package in one layer. */
export interface Cell {
  /** The number of the package. */
  readonly pack: number;
  /** The number of the layer from 1, or 0 where it is not known. */
  readonly place: number;
  /** How many findings, by severity in the order of `SEVERITIES`. */
  readonly counts: readonly number[];
}

/**
 * The cells of many images, one image after the other, in some five bytes each: for 10,000 images that is what keeps memory
 * small.
 */
export class CellLog {
  #bytes = new Uint8Array(1024);
  #length = 0;
  readonly #maxBytes: number;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Adds the cells of the next image; false where there is no room for them. */
  add(cells: readonly Cell[]): boolean {
    const most = (cells.length + 1) * (3 + SEVERITIES.length) * 5;
    if (this.#length + most > this.#maxBytes) return false;
    if (this.#length + most > this.#bytes.length) this.#grow(this.#length + most);
    this.#write(cells.length);
    let before = 0;
    for (const { pack, place, counts } of [...cells].sort((a, b) => a.pack - b.pack)) {
      this.#write(pack - before);
      this.#write(place);
      let mask = 0;
      for (const [index, count] of counts.entries()) if (count > 0) mask |= 1 << index;
      this.#write(mask);
      for (const count of counts) if (count > 0) this.#write(count);
      before = pack;
    }
    return true;
  }

  /** Reads all cells back, with the number of their image from 0. The counts are good until the next cell. */
  read(each: (image: number, cell: Cell) => void): void {
    const counts = SEVERITIES.map(() => 0);
    let at = 0;
    const next = () => {
      let value = 0;
      for (let factor = 1; ; factor *= 128) {
        const byte = this.#bytes[at] ?? 0;
        at += 1;
        value += (byte & 127) * factor;
        if (byte < 128) return value;
      }
    };
    for (let image = 0; at < this.#length; image += 1) {
      let pack = 0;
      for (let left = next(); left > 0; left -= 1) {
        pack += next();
        const place = next();
        const mask = next();
        for (let index = 0; index < counts.length; index += 1) counts[index] = (mask >> index) & 1 ? next() : 0;
        each(image, { pack, place, counts });
      }
    }
  }

  #write(value: number): void {
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) {
      this.#bytes[this.#length] = (rest % 128) + 128;
      this.#length += 1;
    }
    this.#bytes[this.#length] = rest;
    this.#length += 1;
  }

  #grow(needed: number): void {
    const bytes = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    bytes.set(this.#bytes);
    this.#bytes = bytes;
  }
}
