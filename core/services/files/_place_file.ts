import { link, open, rename, rm } from "node:fs/promises";
import { dirname, join, parse } from "node:path";
import { errorCode } from "./file_error.ts";

/** What file systems without hard links answer. */
const NO_LINKS: ReadonlySet<string | undefined> = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"]);
/** What file systems (and Windows) answer that cannot sync a folder. */
const NO_FOLDER_SYNC: ReadonlySet<string | undefined> = new Set(["EINVAL", "ENOTSUP", "EPERM", "EACCES", "EISDIR"]);

/**
 * Moves a finished file to `path`, or to the first of `name_2.ext`, `name_3.ext`... that is free. Never overwrites a
 * file, also not one that another process makes at the same moment. Returns the path it got.
 */
export async function placeNumbered(from: string, path: string, makeLink: typeof link = link): Promise<string> {
  const { dir, name, ext } = parse(path);
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? path : join(dir, `${name}_${number}${ext}`);
    if (await placeIfFree(from, candidate, makeLink)) return candidate;
  }
}

async function placeIfFree(from: string, to: string, makeLink: typeof link): Promise<boolean> {
  try {
    // Unlike a rename, a link fails when the name is taken.
    await makeLink(from, to);
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    if (NO_LINKS.has(errorCode(error))) return reserveAndRename(from, to);
    throw error;
  }
  await rm(from, { force: true });
  return true;
}

/** Takes the name by an empty file first: readers may see that for a moment. */
async function reserveAndRename(from: string, to: string): Promise<boolean> {
  try {
    await (await open(to, "wx", 0o600)).close();
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  }
  try {
    await rename(from, to);
  } catch (error) {
    await rm(to, { force: true });
    throw error;
  }
  return true;
}

/** Brings a file's name to the disk, where the file system can do that. */
export async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(dirname(path), "r");
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch (error) {
    if (!NO_FOLDER_SYNC.has(errorCode(error))) throw error;
  }
}
