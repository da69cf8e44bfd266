import { randomUUID } from "node:crypto";
import { type FileHandle, open, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileWriteError } from "../../../core/kit.ts";

/** Holds texts on the disk until they are wanted. */
export interface Spool {
  put(key: number, text: string): Promise<void>;
  /** Takes a text out again; undefined where there is none of that key. */
  take(key: number): Promise<string | undefined>;
  /** The keys of all texts that are there, in ascending order. */
  keys(): readonly number[];
  close(): Promise<void>;
}

interface Place {
  readonly offset: number;
  readonly bytes: number;
}

/**
 * Makes a spool in a file beside another, which is made with the first text and readable by its owner alone. The file
 * loses its name at once, so that nothing of it stays, however the process ends. Memory holds two numbers for each text.
 *
 * @throws {ScanError} FILE_WRITE
 */
export function createSpool(path: string): Spool {
  const places = new Map<number, Place>();
  let handle: FileHandle | undefined;
  let end = 0;

  async function openFile(): Promise<FileHandle> {
    // Not the report's name with more behind it: that may be too long for the file system.
    const spoolPath = join(dirname(path), `.${randomUUID()}.spool`);
    const opened = await open(spoolPath, "wx+", 0o600);
    await rm(spoolPath);
    return opened;
  }

  async function guard<T>(step: () => Promise<T>): Promise<T> {
    try {
      return await step();
    } catch (error) {
      throw fileWriteError(path, error);
    }
  }

  return {
    put: (key, text) =>
      guard(async () => {
        handle ??= await openFile();
        const data = Buffer.from(text);
        for (let done = 0; done < data.length; ) {
          done += (await handle.write(data, done, data.length - done, end + done)).bytesWritten;
        }
        places.set(key, { offset: end, bytes: data.length });
        end += data.length;
      }),
    take: (key) =>
      guard(async () => {
        const place = places.get(key);
        if (place === undefined || handle === undefined) return undefined;
        places.delete(key);
        const { bytesRead, buffer } = await handle.read(Buffer.alloc(place.bytes), 0, place.bytes, place.offset);
        if (bytesRead < place.bytes) throw new Error("what was spooled is not all there");
        // Nothing waits any more: its room is used anew.
        if (places.size === 0) {
          end = 0;
          await handle.truncate();
        }
        return buffer.toString();
      }),
    keys: () => [...places.keys()].sort((a, b) => a - b),
    async close() {
      await handle?.close();
      handle = undefined;
    },
  };
}
