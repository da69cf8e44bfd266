/** One line of a file, without its end. */
export interface RawLine {
  /** Counted from 1. */
  readonly number: number;
  readonly bytes: Buffer;
  /** Whether the line is longer and `bytes` holds its beginning only. */
  readonly isCut: boolean;
}

/** Takes a file's chunks and gives its lines. The bytes of a line are valid until the next call. */
export interface LineSplitter {
  push(chunk: Buffer): RawLine[];
  /** The last line, when the file does not end with a line end. */
  end(): RawLine[];
}

const LF = 10;
const CR = 13;
const EMPTY = Buffer.alloc(0);

/**
 * Splits chunks of bytes into lines, which end with LF, CRLF or CR. Keeps no more of a line than `maxBytes`.
 * Splitting bytes is safe in UTF-8, where no part of a longer character looks like a line end.
 */
export function createLineSplitter(maxBytes: number): LineSplitter {
  let held: Buffer = EMPTY;
  let isCut = false;
  let isAfterCr = false;
  let number = 0;

  function hold(piece: Buffer): void {
    const room = maxBytes - held.length;
    isCut ||= piece.length > room;
    held = held.length === 0 ? piece.subarray(0, room) : Buffer.concat([held, piece.subarray(0, room)]);
  }

  function takeLine(): RawLine {
    const line = { number: ++number, bytes: held, isCut };
    held = EMPTY;
    isCut = false;
    return line;
  }

  return {
    push(chunk) {
      const lines: RawLine[] = [];
      let start = 0;
      for (let index = 0; index < chunk.length; index++) {
        const byte = chunk[index];
        const isSecondHalf = byte === LF && isAfterCr;
        isAfterCr = byte === CR;
        if (byte !== LF && byte !== CR) continue;
        if (!isSecondHalf) {
          hold(chunk.subarray(start, index));
          lines.push(takeLine());
        }
        start = index + 1;
      }
      hold(chunk.subarray(start));
      held = Buffer.from(held); // The reader fills the same chunk again.
      return lines;
    },
    end: () => (held.length > 0 ? [takeLine()] : []),
  };
}
