import { constants, type Stats } from "node:fs";
import { type FileHandle, lstat, open, stat } from "node:fs/promises";
import { dirname } from "node:path";
import process from "node:process";
import { errorCode } from "./file_error.ts";

/** Options of `openFile()`. */
export interface OpenFileOptions {
  /**
   * Whether what it says is acted upon: then it must be this user's or root's, nobody else may write to it, and it is
   * no symbolic link. @default {false}
   */
  readonly isTrusted?: boolean;
}

/** Options of `loadFile()`. */
export interface LoadFileOptions extends OpenFileOptions {
  /** A larger file is refused, in bytes. @default {16_777_216} */
  readonly maxBytes?: number;
}

/** Why a file is not touched, in words. */
export class FileRefusal extends Error {
  override readonly name = "FileRefusal";
  readonly code: "NOT_A_FILE" | "FOREIGN_FILE" | "TOO_LARGE";

  constructor(code: FileRefusal["code"], message: string) {
    super(message);
    this.code = code;
  }
}

const MAX_BYTES = 16_777_216;
const CHUNK_BYTES = 65_536;
const GROUP_OR_OTHERS_WRITE = 0o022;
const STICKY = 0o1000;
// Windows has neither.
const { O_NONBLOCK = 0, O_NOCTTY = 0, O_NOFOLLOW = 0, O_RDONLY, O_RDWR } = constants;

/**
 * Opens a regular file. A pipe or a device is refused before it is opened: to open one may wait for ever, and out of
 * the reach of signals, or do something.
 *
 * @throws {FileRefusal} What it is instead, or whose
 * @throws {Error} With the system's code
 */
export async function openFile(
  path: string,
  { isTrusted = false, forWriting = false }: OpenFileOptions & { readonly forWriting?: boolean } = {},
): Promise<FileHandle> {
  checkFile(await (isTrusted ? lstat(path) : stat(path)), isTrusted);
  const flags = (forWriting ? O_RDWR : O_RDONLY) | O_NONBLOCK | O_NOCTTY | (isTrusted ? O_NOFOLLOW : 0);
  const handle = await open(path, flags);
  try {
    // Another one may have come in its place meanwhile.
    checkFile(await handle.stat(), isTrusted);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * Reads a whole regular file.
 *
 * @throws {FileRefusal} What it is instead, whose, or that it is too large
 * @throws {Error} With the system's code
 */
export async function loadFile(path: string, { maxBytes = MAX_BYTES, ...what }: LoadFileOptions = {}): Promise<Buffer> {
  const handle = await openFile(path, what);
  try {
    const { size } = await handle.stat();
    // One byte more shows that it has grown; files of /proc have no size.
    const parts: Buffer[] = [];
    for (let total = 0; total <= maxBytes; ) {
      const room = Math.min(Math.max(size - total, CHUNK_BYTES), maxBytes - total + 1);
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(room), 0, room, null);
      if (bytesRead === 0) return Buffer.concat(parts);
      parts.push(buffer.subarray(0, bytesRead));
      total += bytesRead;
    }
    throw new FileRefusal("TOO_LARGE", `it is larger than ${formatLimit(maxBytes)}`);
  } finally {
    await handle.close();
  }
}

/** Reads a whole regular file as text in UTF-8, see {@linkcode loadFile}. */
export async function loadText(path: string, options: LoadFileOptions = {}): Promise<string> {
  return (await loadFile(path, options)).toString("utf8");
}

/**
 * Checks that a path can be given to a new file, whatever is there: nothing, or a regular file that this user may
 * replace. As root, a rename would replace anything, `/dev/null` too.
 *
 * @throws {FileRefusal} What is there instead, or whose
 * @throws {Error} With the system's code
 */
export async function checkReplaceable(path: string): Promise<void> {
  const there = await lstat(path).catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  });
  if (there === undefined) return;
  if (!there.isFile()) throw notAFile(there);
  const { mode } = await stat(dirname(path));
  // In a folder like /tmp a file belongs to whoever made it. Root alone could take it from them.
  if ((mode & STICKY) !== 0 && !isOwn(there.uid)) throw foreign(there.uid);
}

/** Whether a file or folder is this user's; always, where the system knows no users. */
export function isOwn(uid: number): boolean {
  const own = process.geteuid?.();
  return own === undefined || uid === own;
}

/**
 * Why what others could have put into a file or folder cannot be excluded, in words; undefined where it is this user's
 * or root's, and nobody else may write to it.
 */
export function findDistrust({ uid, mode }: Pick<Stats, "uid" | "mode">): string | undefined {
  if (process.geteuid === undefined) return undefined;
  if (uid !== 0 && !isOwn(uid)) return foreign(uid).message;
  return (mode & GROUP_OR_OTHERS_WRITE) === 0 ? undefined : "others may write to it";
}

function checkFile(stats: Stats, isTrusted: boolean): void {
  if (!stats.isFile()) throw notAFile(stats);
  const distrust = isTrusted ? findDistrust(stats) : undefined;
  if (distrust !== undefined) throw new FileRefusal("FOREIGN_FILE", distrust);
}

function foreign(uid: number): FileRefusal {
  return new FileRefusal("FOREIGN_FILE", `it belongs to another user (uid ${uid})`);
}

function notAFile(stats: Stats): FileRefusal {
  const text = stats.isDirectory() ? "it is a folder" : `it is ${describeKind(stats)}, not a regular file`;
  return new FileRefusal("NOT_A_FILE", text);
}

function describeKind(stats: Stats): string {
  if (stats.isFIFO()) return "a named pipe";
  if (stats.isSocket()) return "a socket";
  if (stats.isSymbolicLink()) return "a symbolic link";
  return "a device";
}

function formatLimit(bytes: number): string {
  return bytes >= 1_048_576 ? `${Math.floor(bytes / 1_048_576)} MiB` : `${bytes} bytes`;
}
