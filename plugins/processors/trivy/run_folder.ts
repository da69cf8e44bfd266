import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endOrphans, RUN_FOLDER_PREFIX } from "./process/end_orphans.ts";
import { findGoneOwner, writeMark } from "./process/mark.ts";

/** The temporary folder of one run, for this user only. */
export interface RunFolder {
  readonly path: string;
  /** An empty folder in it. */
  readonly emptyDir: string;
  remove(): Promise<void>;
}

/** Makes the temporary folder of one run, under TMPDIR. */
export async function createRunFolder(): Promise<RunFolder> {
  const path = await mkdtemp(join(tmpdir(), RUN_FOLDER_PREFIX));
  await writeMark(path, path);
  const emptyDir = join(path, "empty");
  await mkdir(emptyDir);
  return { path, emptyDir, remove: () => rm(path, { recursive: true, force: true }) };
}

/**
 * Removes the temporary folders under TMPDIR of runs that were killed, and ends what these have left running. What
 * cannot be removed does no harm.
 */
export async function removeOldRunFolders(): Promise<void> {
  const entries = await readdir(tmpdir()).catch(() => []);
  for (const path of entries.filter((name) => name.startsWith(RUN_FOLDER_PREFIX)).map((name) => join(tmpdir(), name))) {
    if ((await findGoneOwner(path)) === undefined) continue;
    await endOrphans(path);
    await rm(path, { recursive: true, force: true }).catch(() => {});
  }
}
