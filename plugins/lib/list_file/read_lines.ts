import { openFile } from "../../../core/kit.ts";
import { listError, toListError } from "./errors.ts";
import type { ListFile } from "./list_file.ts";
import { createLineSplitter, type RawLine } from "./split_lines.ts";

/** The longest line that is read, in bytes. */
export const MAX_LINE_BYTES = 4096;

const CHUNK_BYTES = 65_536;

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
