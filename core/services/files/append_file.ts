import { open } from "node:fs/promises";
import { serially } from "../serially.ts";
import { syncFolder } from "./_place_file.ts";
import { guardWrite } from "./file_error.ts";
import { openFile } from "./open_file.ts";

const GO_ON = { isTrusted: true, forWriting: true };

/** A file that only grows, and keeps what it was given through a crash of the process or the machine. */
export interface AppendFile {
  /**
   * Adds bytes in the order of the calls, and resolves when they are on the disk; until then they must stay as they are.
   * Calls that wait at the same time share one write and one sync. Once a call has failed, all later ones fail; what is in
   * the file then ends with the bytes of a whole call, as far as the disk allows.
   *
   * @throws {ScanError} FILE_WRITE
   */
  append(bytes: Uint8Array): Promise<void>;
  /** Writes over what stands at a position, in bytes: in this very file, whatever is called by its name by now. */
  overwrite(bytes: Uint8Array, at: number): Promise<void>;
  /** Sets the file's time to now: a sign of life for other processes. */
  touch(): Promise<void>;
  /** Waits for what is being written, and closes the file. */
  close(): Promise<void>;
}

/**
 * Makes a file, mode 0600, or goes on with an existing one: `from` is the position in bytes of its end; what stands
 * after it is cut off. An existing one must be this user's or root's, and nobody else's to write to.
 *
 * @throws {ScanError} FILE_WRITE also when a new file would take the place of an existing one
 */
export async function openAppendFile(path: string, { from }: { readonly from?: number } = {}): Promise<AppendFile> {
  let end = from ?? 0;
  const handle = await guardWrite(path, async () => {
    const file = await (from === undefined ? open(path, "wx", 0o600) : openFile(path, GO_ON));
    if (from === undefined) await syncFolder(path);
    else await file.truncate(from);
    return file;
  });
  let waiting: Uint8Array[] = [];
  const inTurn = serially({ afterFailure: "reject" });
  // The write that will take along what is added until it begins.
  let next: Promise<void> | undefined;

  async function writeAll(bytes: Uint8Array): Promise<void> {
    try {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, end + done);
        done += bytesWritten;
      }
      await handle.datasync();
      end += bytes.length;
    } catch (error) {
      await handle.truncate(end).catch(() => {});
      throw error;
    }
  }

  function writeWaiting(): Promise<void> {
    const [first, ...more] = waiting;
    const bytes = first && more.length === 0 ? first : Buffer.concat(waiting);
    waiting = [];
    next = undefined;
    return guardWrite(path, () => writeAll(bytes));
  }

  return {
    append(bytes) {
      waiting.push(bytes);
      next ??= inTurn(writeWaiting);
      return next;
    },
    async overwrite(bytes, at) {
      await handle.write(bytes, 0, bytes.length, at);
      await handle.datasync();
    },
    async touch() {
      const now = new Date();
      await handle.utimes(now, now);
    },
    async close() {
      await inTurn(() => {}).catch(() => {});
      await handle.close();
    },
  };
}
