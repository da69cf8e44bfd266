import { lstat, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { endProcesses, isOwn } from "../../../core/kit.ts";
import { findGoneOwner, isForsaken, writeMark } from "./mark.ts";

/** The temporary folder of one run, for this user only. */
export interface RunFolder {
  readonly path: string;
  /** An empty folder in it. */
  readonly emptyDir: string;
  remove(): Promise<void>;
}

/** Where temporary folders are made: TMPDIR may be relative, and what uses them may run elsewhere. */
export function findTempDir(): string {
  return resolve(tmpdir());
}

/**
 * Makes the temporary folder of one run, under TMPDIR. Its name begins with a prefix of the scanner's own, by which it is
 * found again.
 */
export async function makeRunFolder(prefix: string): Promise<RunFolder> {
  let path: string | undefined;
  const remove = async () => {
    if (path !== undefined) await rm(path, { recursive: true, force: true });
  };
  try {
    path = await mkdtemp(join(findTempDir(), prefix));
    await writeMark(path, path);
    const emptyDir = join(path, "empty");
    await mkdir(emptyDir);
    return { path, emptyDir, remove };
  } catch (error) {
    await remove().catch(() => {});
    throw error;
  }
}

/**
 * Removes the temporary folders under TMPDIR of runs that were killed, and ends what these have left running. What
 * cannot be removed does no harm.
 */
export async function removeForsakenRunFolders(prefix: string): Promise<void> {
  const root = findTempDir();
  const entries = await readdir(root).catch(() => []);
  for (const path of entries.filter((name) => name.startsWith(prefix)).map((name) => join(root, name))) {
    if (!(await isLeft(path).catch(() => false))) continue;
    await endOrphans(path, prefix);
    await rm(path, { recursive: true, force: true }).catch(() => {});
  }
}

/** Whether a folder is this user's, of a run that has ended. Others' runs are theirs to tidy up. */
async function isLeft(path: string): Promise<boolean> {
  const stats = await lstat(path);
  if (!stats.isDirectory() || !isOwn(stats.uid)) return false;
  return (await findGoneOwner(path)) !== undefined || isForsaken(path);
}

/**
 * Ends what a run that was killed has left running: the processes whose TMPDIR lies in its temporary folder. Call it
 * only where the owner of that folder is gone. What others may have written in its place ends nothing.
 */
export async function endOrphans(tempDir: string, prefix: string): Promise<void> {
  if (!basename(tempDir).startsWith(prefix)) return;
  await endProcesses(({ environment }) => environment.some((variable) => variable.startsWith(`TMPDIR=${tempDir}/`)));
}
