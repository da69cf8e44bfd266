import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { loadOwner } from "../processes/owner.ts";
import { serially } from "../serially.ts";
import { placeNumbered, syncFolder } from "./_place_file.ts";
import { guardWrite } from "./file_error.ts";
import { checkReplaceable } from "./open_file.ts";
import { formatNameMark } from "./remove_abandoned_files.ts";

const FLUSH_BYTES = 65_536;

/** Options of `openAtomicFile()`. */
export interface AtomicFileOptions {
  /** Permissions, whatever the umask. @default {0o600} */
  readonly mode?: number;
}

/** What to do when the file exists already. */
export interface CommitOptions {
  /**
   * `replace` puts the new file in its place, where it is a regular one and this user's to replace; `number` leaves it
   * and takes `name_2.ext`, `name_3.ext`, and so on.
   */
  readonly ifTaken: "replace" | "number";
}

/** A file that appears under its name only when it is complete. All methods reject with FILE_WRITE. */
export interface AtomicFile {
  /** Adds to the file, in the order of the calls. Await it, and memory stays flat. */
  write(chunk: string | Uint8Array): Promise<void>;
  /** Brings the file to the disk and under its name. Returns the absolute path that it got. */
  commit(options: CommitOptions): Promise<string>;
  /** Removes what was written, unless it is committed. May be called more than once. */
  discard(): Promise<void>;
}

/**
 * Starts a file that appears under its name only when it is complete: written beside it, synced, put in place. What a
 * process that is killed leaves behind has its mark, by which `removeAbandonedFiles()` knows it.
 *
 * @example
 * ```ts
 * import { openAtomicFile } from "hullscan/kit";
 *
 * const file = await openAtomicFile("numbers.txt");
 * try {
 *   for (let i = 0; i < 1_000_000; i += 1) await file.write(`${i}\n`);
 *   await file.commit({ ifTaken: "number" });
 * } finally {
 *   await file.discard();
 * }
 * ```
 *
 * @throws {ScanError} FILE_WRITE
 */
export async function openAtomicFile(path: string, { mode = 0o600 }: AtomicFileOptions = {}): Promise<AtomicFile> {
  const finalPath = resolve(path);
  const temporary = join(dirname(finalPath), await buildTemporaryName(basename(finalPath)));
  const handle = await guardWrite(finalPath, () => open(temporary, "wx", mode));
  // Restores what the umask took; a file system without permissions may refuse.
  await handle.chmod(mode).catch(() => {});

  let buffered: Buffer[] = [];
  let bufferedBytes = 0;
  let isClosed = false;
  let isPlaced = false;
  const inTurn = serially({ afterFailure: "reject" });

  function flush(): Promise<void> {
    const [first, ...more] = buffered;
    const bytes = first && more.length === 0 ? first : Buffer.concat(buffered);
    buffered = [];
    bufferedBytes = 0;
    return inTurn(() => guardWrite(finalPath, () => handle.writeFile(bytes)));
  }
  async function place(ifTaken: CommitOptions["ifTaken"]): Promise<string> {
    await handle.sync();
    await handle.close();
    const placed = ifTaken === "number" ? await placeNumbered(temporary, finalPath) : finalPath;
    if (ifTaken === "replace") await replace(temporary, finalPath);
    isPlaced = true;
    await syncFolder(placed);
    return placed;
  }
  function checkOpen(): void {
    if (isClosed) throw new TypeError(`"${finalPath}" is committed or discarded already`);
  }

  return {
    async write(chunk) {
      checkOpen();
      // A copy: the caller may use its buffer again.
      const bytes = Buffer.from(chunk);
      buffered.push(bytes);
      bufferedBytes += bytes.length;
      await (bufferedBytes < FLUSH_BYTES ? inTurn(() => {}) : flush());
    },
    async commit({ ifTaken }) {
      checkOpen();
      isClosed = true;
      flush().catch(() => {});
      return inTurn(() => guardWrite(finalPath, () => place(ifTaken)));
    },
    async discard() {
      isClosed = true;
      await inTurn(() => {}).catch(() => {});
      if (isPlaced) return;
      await handle.close().catch(() => {});
      await guardWrite(finalPath, () => rm(temporary, { force: true }));
    },
  };
}

async function replace(from: string, to: string): Promise<void> {
  await checkReplaceable(to);
  await rename(from, to);
}

/** Hidden, and marked as this process's. */
async function buildTemporaryName(name: string): Promise<string> {
  // Its start only: with what is added, a long one would be too long for the file system.
  const start = name.slice(0, 40);
  return `.${start}${formatNameMark(await loadOwner())}${randomBytes(4).toString("hex")}.tmp`;
}

/** Writes a whole file so that there is the old one or the new one, never a part. Returns its absolute path. */
export async function writeAtomic(path: string, content: string | Uint8Array): Promise<string> {
  const file = await openAtomicFile(path);
  try {
    await file.write(content);
    return await file.commit({ ifTaken: "replace" });
  } finally {
    await file.discard();
  }
}
