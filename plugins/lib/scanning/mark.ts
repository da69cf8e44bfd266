import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import {
  errorCode,
  formatOwner,
  isAlive,
  isOwn,
  loadOwner,
  loadText,
  parseOwner,
  writeAtomic,
} from "../../../core/kit.ts";

const markSchema = z.object({
  /** The process, as one word. */
  owner: z.string(),
  /** The folder that all temporary folders of its children lie in. */
  tempDir: z.string(),
});

type ProcessMark = z.output<typeof markSchema>;

const FILE = "owner.json";
/** Far longer than it takes from the making of a folder to its mark. */
const UNMARKED_MS = 3_600_000;

/**
 * Says in a folder that it belongs to this process, and where the children of this run have their temporary folders.
 *
 * @throws {ScanError} FILE_WRITE
 */
export async function writeMark(folder: string, tempDir: string): Promise<void> {
  const mark: ProcessMark = { owner: formatOwner(await loadOwner()), tempDir };
  await writeAtomic(join(folder, FILE), JSON.stringify(mark));
}

/** Who a folder belongs to. */
export interface MarkedOwner extends Pick<ProcessMark, "tempDir"> {
  /** Undefined where that cannot be known: of another machine, of another container. */
  readonly isAlive: boolean | undefined;
}

/** The owner of a folder; undefined where it has no mark. */
export async function findOwner(folder: string): Promise<MarkedOwner | undefined> {
  const mark = await loadMark(folder);
  const owner = mark === undefined ? undefined : parseOwner(mark.owner);
  if (mark === undefined || owner === undefined) return undefined;
  return { tempDir: mark.tempDir, isAlive: await isAlive(owner, await loadOwner()) };
}

/** The owner of a folder, if that process has ended for certain. */
export async function findGoneOwner(folder: string): Promise<MarkedOwner | undefined> {
  const owner = await findOwner(folder);
  return owner?.isAlive === false ? owner : undefined;
}

/**
 * Whether a folder is this user's and its mark was never written, though it was made long ago: its run ended in that
 * moment, or had no room for it.
 */
export async function isForsaken(folder: string): Promise<boolean> {
  const { uid, mtimeMs } = await lstat(folder);
  // The clock may have been set back since.
  if (!isOwn(uid) || Math.abs(Date.now() - mtimeMs) < UNMARKED_MS) return false;
  return (await findSize(join(folder, FILE))) === 0;
}

async function findSize(path: string): Promise<number> {
  try {
    const stats = await lstat(path);
    return stats.isFile() ? stats.size : Number.NaN;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return 0;
    throw error;
  }
}

/** A mark that others could have written counts as none. */
async function loadMark(folder: string): Promise<ProcessMark | undefined> {
  try {
    return markSchema.parse(JSON.parse(await loadText(join(folder, FILE), { isTrusted: true })));
  } catch {
    return undefined;
  }
}
