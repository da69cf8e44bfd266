import { lstat, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { isOwn, isScanError, toFileReason } from "../../../core/mod.ts";
import { trivyError } from "./errors.ts";
import { endOrphans, RUN_FOLDER_PREFIX } from "./process/end_orphans.ts";
import { findGoneOwner, isForsaken, writeMark } from "./process/mark.ts";

/** The temporary folder of one run, for this user only. */
export interface RunFolder {
  readonly path: string;
  /** An empty folder in it. */
  readonly emptyDir: string;
  remove(): Promise<void>;
}

/**
 * Makes the temporary folder of one run, under TMPDIR.
 *
 * @throws {ScanError} TRIVY_TEMP_FOLDER
 */
export async function createRunFolder(): Promise<RunFolder> {
  let path: string | undefined;
  const remove = async () => {
    if (path !== undefined) await rm(path, { recursive: true, force: true });
  };
  try {
    path = await mkdtemp(join(findTempDir(), RUN_FOLDER_PREFIX));
    await writeMark(path, path);
    const emptyDir = join(path, "empty");
    await mkdir(emptyDir);
    return { path, emptyDir, remove };
  } catch (error) {
    await remove().catch(() => {});
    const cause = isScanError(error) ? error.cause : error;
    throw trivyError("TRIVY_TEMP_FOLDER", { path: findTempDir(), reason: toFileReason(cause) }, { cause: error });
  }
}

/** TMPDIR may be relative; Trivy runs elsewhere. */
function findTempDir(): string {
  return resolve(tmpdir());
}

/**
 * Removes the temporary folders under TMPDIR of runs that were killed, and ends what these have left running. What
 * cannot be removed does no harm.
 */
export async function removeOldRunFolders(): Promise<void> {
  const root = findTempDir();
  const entries = await readdir(root).catch(() => []);
  for (const path of entries.filter((name) => name.startsWith(RUN_FOLDER_PREFIX)).map((name) => join(root, name))) {
    if (!(await isLeft(path).catch(() => false))) continue;
    await endOrphans(path);
    await rm(path, { recursive: true, force: true }).catch(() => {});
  }
}

/** Whether a folder is this user's, of a run that has ended. Others' runs are theirs to tidy up. */
async function isLeft(path: string): Promise<boolean> {
  const stats = await lstat(path);
  if (!stats.isDirectory() || !isOwn(stats.uid)) return false;
  return (await findGoneOwner(path)) !== undefined || isForsaken(path);
}
