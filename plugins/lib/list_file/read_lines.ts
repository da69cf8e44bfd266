import { openFile } from "../../../core/kit.ts";
import { listError, toListError } from "./errors.ts";
import type { ListFile } from "./list_file.ts";

/** The longest line that is read, in bytes. */
export const MAX_LINE_BYTES = 4096;

const CHUNK_BYTES = 65_536;
const LF = 10;
const CR = 13;
const EMPTY = Buffer.alloc(0);

/** One line of a list file. */
export interface ListLine {
  /** Counted from 1. */
  readonly number: number;
  /** Without white space at both ends; only the beginning of a line that is too long. */
  readonly text: string;
  /** Whether the line is longer than {@linkcode MAX_LINE_BYTES}. */
  readonly isTooLong: boolean;
}

/**
 * Reads the lines of a text file in UTF-8, one at a time and never more than 64 KiB ahead. Leaving the loop early
 * closes the file.
 *
 * @throws {ScanError} LIST_UNREADABLE also when the text is not UTF-8 or has NUL bytes in it
 */
export async function* readLines(file: ListFile): AsyncGenerator<ListLine> {
  const splitter = createLineSplitter(MAX_LINE_BYTES);
  const chunk = Buffer.alloc(CHUNK_BYTES);
  const handle = await openFile(file.path).catch((error: unknown) => {
    throw toListError(error, file);
  });
  try {
    for (;;) {
      const { bytesRead } = await handle.read(chunk).catch((error: unknown) => {
        throw toListError(error, file);
      });
      const lines = bytesRead === 0 ? splitter.end() : splitter.push(chunk.subarray(0, bytesRead));
      for (const line of lines) yield decodeLine(line, file);
      if (bytesRead === 0) return;
    }
  } finally {
    await handle.close();
  }
}

function decodeLine({ number, bytes, isCut }: RawLine, file: ListFile): ListLine {
  if (bytes.includes(0)) {
    throw listError("LIST_UNREADABLE", { file, reason: `line ${number} has NUL bytes, so it is not text in UTF-8` });
  }
  try {
    // As a stream, the decoder takes the part of a character at a cut for the beginning of one.
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: isCut });
    return { number, text: text.trim(), isTooLong: isCut };
  } catch (cause) {
    throw listError("LIST_UNREADABLE", { file, reason: `line ${number} is not UTF-8` }, { cause });
  }
}

/** One line of a file, without its end. */
export interface RawLine {
  /** Counted from 1. */
  readonly number: number;
  readonly bytes: Buffer;
  /** Whether the line is longer and `bytes` holds its beginning only. */
  readonly isCut: boolean;
}

/** Takes a file's chunks and returns its lines. The bytes of a line are valid until the next call. */
export interface LineSplitter {
  push(chunk: Buffer): RawLine[];
  /** The last line, when the file does not end with a line end. */
  end(): RawLine[];
}

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
