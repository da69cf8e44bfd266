import { randomUUID } from "node:crypto";
import { type FileHandle, open, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileWriteError } from "../../../core/kit.ts";

/** Where a text lies in a scratch file. */
export interface Place {
  readonly offset: number;
  readonly bytes: number;
}

/**
 * A file beside another, made with the first text and readable by its owner alone. It loses its name at once, so that
 * nothing of it stays, however the process ends. All methods throw FILE_WRITE where the disk fails.
 */
export class ScratchFile {
  readonly #path: string;
  #handle: FileHandle | undefined;
  #end = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** Adds a text at the end, or its bytes. Wait for one before you add the next. */
  append(text: string | Uint8Array): Promise<Place> {
    return this.#guard(async () => {
      this.#handle ??= await this.#open();
      const data = typeof text === "string" ? Buffer.from(text) : text;
      for (let done = 0; done < data.length; ) {
        done += (await this.#handle.write(data, done, data.length - done, this.#end + done)).bytesWritten;
      }
      const place = { offset: this.#end, bytes: data.length };
      this.#end += data.length;
      return place;
    });
  }

  read({ offset, bytes }: Place): Promise<string> {
    return this.#guard(async () => {
      if (bytes === 0) return "";
      const read = await this.#handle?.read(Buffer.alloc(bytes), 0, bytes, offset);
      if (read?.bytesRead !== bytes) throw new Error("what was spooled is not all there");
      return read.buffer.toString();
    });
  }

  /** Forgets all texts: their room is used anew. */
  clear(): Promise<void> {
    return this.#guard(async () => {
      this.#end = 0;
      await this.#handle?.truncate();
    });
  }

  async close(): Promise<void> {
    await this.#handle?.close();
    this.#handle = undefined;
  }

  async #open(): Promise<FileHandle> {
    // Not the report's name with more behind it: that may be too long for the file system.
    const path = join(dirname(this.#path), `.${randomUUID()}.spool`);
    const opened = await open(path, "wx+", 0o600);
    await rm(path);
    return opened;
  }

  async #guard<T>(step: () => Promise<T>): Promise<T> {
    try {
      return await step();
    } catch (error) {
      throw fileWriteError(this.#path, error);
    }
  }
}
