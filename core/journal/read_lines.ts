import type { FileHandle } from "node:fs/promises";

const CHUNK_BYTES = 65_536;
const LINE_END = 10;
const NOTHING = Buffer.alloc(0);

/** One whole line of a file. */
export interface StoredLine {
  /** Without the line end; valid until the next line is asked for. */
  readonly bytes: Buffer;
  /** Where it begins, in bytes. */
  readonly offset: number;
  /** Where the next one begins. */
  readonly end: number;
  /** Set where it has more bytes than may be held: then they are left out. */
  readonly isTooLong?: true;
}

/**
 * Reads whole lines from a position on; what stands after the last line end is left out. Holds one line at a time, of
 * `maxBytes` at most.
 */
export async function* readLines(
  handle: FileHandle,
  from: number,
  maxBytes = Number.POSITIVE_INFINITY,
): AsyncGenerator<StoredLine> {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let held: Buffer[] = [];
  let heldBytes = 0;
  let offset = from;
  for (let position = from; ; ) {
    const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    let start = 0;
    for (;;) {
      const stop = chunk.subarray(0, bytesRead).indexOf(LINE_END, start);
      if (stop === -1) break;
      const piece = chunk.subarray(start, stop);
      const length = heldBytes + piece.length;
      const end = offset + length + 1;
      if (length > maxBytes) yield { bytes: NOTHING, offset, end, isTooLong: true };
      else yield { bytes: held.length === 0 ? piece : Buffer.concat([...held, piece]), offset, end };
      held = [];
      heldBytes = 0;
      offset = end;
      start = stop + 1;
    }
    const rest = chunk.subarray(start, bytesRead);
    heldBytes += rest.length;
    if (heldBytes > maxBytes) held = [];
    else if (rest.length > 0) held.push(Buffer.from(rest));
  }
}
