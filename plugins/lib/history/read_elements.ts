import type { FileHandle } from "node:fs/promises";
import { formatMegabytes, memoryLimits } from "../../../core/kit.ts";

const CHUNK_BYTES = 1_048_576;
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [..."[]{}"].map((character) => character.charCodeAt(0));
const [QUOTE, BACKSLASH, COMMA] = [...'"\\,'].map((character) => character.charCodeAt(0));
const BLANKS: ReadonlySet<number> = new Set([..." \t\r\n"].map((character) => character.charCodeAt(0)));

/** One object of an array in a file. */
export interface Element {
  /** Where it stands, in bytes. */
  readonly start: number;
  readonly bytes: Buffer;
}

/**
 * Reads a JSON file that is an array of objects, one object at a time: a report may be larger than memory. What is inside
 * the objects is not checked.
 *
 * @throws {SyntaxError} when it is no such array, or ends before its end
 */
export async function* readElements(file: FileHandle): AsyncGenerator<Element> {
  // In UTF-8, no byte of a longer character looks like one of those that JSON is made of.
  const buffer = Buffer.alloc(CHUNK_BYTES);
  const { maxBytes } = memoryLimits();
  let parts: Buffer[] = [];
  let partBytes = 0;
  let start = -1;
  let depth = 0;
  let isEnded = false;
  let isString = false;
  let isEscaped = false;

  for (let offset = 0; ; ) {
    const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, offset);
    if (bytesRead === 0) break;
    let from = 0;
    for (let at = 0; at < bytesRead; at += 1) {
      const byte = buffer[at] ?? 0;
      if (isString) {
        if (isEscaped) isEscaped = false;
        else if (byte === BACKSLASH) isEscaped = true;
        else if (byte === QUOTE) isString = false;
      } else if (depth > 1) {
        if (byte === QUOTE) isString = true;
        else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth += 1;
        else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) depth -= 1;
        if (depth === 1) {
          yield { start, bytes: Buffer.concat([...parts, buffer.subarray(from, at + 1)]) };
          start = -1;
        }
      } else if (depth === 1 && byte === OPEN_OBJECT) {
        [start, from, depth, parts, partBytes] = [offset + at, at, 2, [], 0];
      } else if (depth === 0 && byte === OPEN_ARRAY && !isEnded) {
        depth = 1;
      } else if (depth === 1 && byte === CLOSE_ARRAY) {
        [depth, isEnded] = [0, true];
      } else if (!BLANKS.has(byte) && !(depth === 1 && byte === COMMA)) {
        throw new SyntaxError("it is not an array of objects");
      }
    }
    if (start !== -1) {
      // A copy: the buffer is used again.
      parts.push(Buffer.from(buffer.subarray(from, bytesRead)));
      partBytes += bytesRead - from;
      if (partBytes > maxBytes) throw new SyntaxError(`one of its elements is over ${formatMegabytes(maxBytes)}`);
    }
    offset += bytesRead;
  }
  if (!isEnded) throw new SyntaxError("it ends before its end");
}
