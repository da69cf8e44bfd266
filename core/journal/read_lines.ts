import type { FileHandle } from "node:fs/promises";

const CHUNK_BYTES = 65_536;
const LINE_END = 10;

/** One whole line of a file. */
export interface StoredLine {
  /** Without the line end; valid until the next line is asked for. */
  readonly bytes: Buffer;
  /** Where it begins, in bytes. */
  readonly offset: number;
  /** Where the next one begins. */
  readonly end: number;
}

/** Reads whole lines from a position on; what stands after the last line end is left out. Holds one line at a time. */
export async function* readLines(handle: FileHandle, from: number): AsyncGenerator<StoredLine> {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let held: Buffer[] = [];
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
      const bytes = held.length === 0 ? piece : Buffer.concat([...held, piece]);
      held = [];
      const end = offset + bytes.length + 1;
      yield { bytes, offset, end };
      offset = end;
      start = stop + 1;
    }
    if (start < bytesRead) held.push(Buffer.from(chunk.subarray(start, bytesRead)));
  }
}
