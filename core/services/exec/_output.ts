import { open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { isScanError } from "../../errors/mod.ts";
import { fileWriteError, guardWrite } from "../files/file_error.ts";

const MAX_CHUNKS = 1024;

/** Where the output of a child process goes. */
export interface Output {
  write(chunk: Buffer): void | Promise<void>;
  /** Closes the file, if there is one. */
  close(): Promise<void>;
  /** What was kept. */
  text(): string;
}

/** Keeps the last `maxBytes` as text; holds little more than twice as many. */
export function keepTail(maxBytes: number): Output {
  let chunks: Buffer[] = [];
  let size = 0;
  let isCut = false;

  function compact(): Buffer {
    const all = Buffer.concat(chunks);
    const tail = all.subarray(Math.max(0, all.length - maxBytes));
    isCut ||= tail.length < all.length;
    chunks = [tail];
    size = tail.length;
    return tail;
  }

  return {
    write(chunk) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > 2 * maxBytes || chunks.length > MAX_CHUNKS) compact();
    },
    close: () => Promise.resolve(),
    text() {
      const tail = compact();
      return (isCut ? tail.subarray(firstCharacter(tail)) : tail).toString();
    },
  };
}

/** The cut may have gone through a character: the index of the first whole one in UTF-8. */
function firstCharacter(bytes: Buffer): number {
  const index = bytes.findIndex((byte) => (byte & 0xc0) !== 0x80);
  return index < 0 || index > 3 ? 0 : index;
}

/**
 * Writes to a file that only its owner can read.
 *
 * @throws {ScanError} FILE_WRITE, from `write` and `close` as well
 */
export async function openOutputFile(path: string): Promise<Output> {
  const handle = await guardWrite(path, () => open(path, "w", 0o600));
  try {
    // Opening does not change the mode of an existing file; a device's mode is none of our business.
    if ((await handle.stat()).isFile()) await handle.chmod(0o600);
  } catch (cause) {
    await handle.close();
    throw fileWriteError(path, cause);
  }
  return {
    write: (chunk) => guardWrite(path, () => handle.writeFile(chunk)),
    close: () => guardWrite(path, () => handle.close()),
    text: () => "",
  };
}

/** Moves what a child writes to where it goes, until the stream ends or is destroyed. */
export async function pump(stream: Readable | null, output: Output): Promise<void> {
  try {
    for await (const chunk of stream ?? []) await output.write(chunk);
  } catch (error) {
    if (isScanError(error)) throw error;
  }
}
