import { constants } from "node:fs";
import { copyFile, mkdir, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { errorCode, fileWriteError } from "../../../../core/kit.ts";
import { CACHE_FOLDER } from "../cache_folder.ts";
import { JAVA_DB, VULNERABILITY_DB } from "../databases/kinds.ts";
import { trivyError } from "../errors.ts";

/** Which folder gets the databases, and how. */
export interface ProvideDatabasesOptions {
  /** Where the checked databases are. */
  readonly cacheDir: string;
  /** The folder that gets them; made if need be. */
  readonly path: string;
  /**
   * Whether the vulnerability database is copied: a Trivy before 0.68 locks the file, and may write to it. Where the
   * file system can, the copy shares its blocks with the original.
   */
  readonly copy: boolean;
}

/**
 * Puts the databases into a cache folder of its own, in place of those that it may hold.
 *
 * @throws {ScanError} TRIVY_DB_CORRUPT where there is none to copy; FILE_WRITE, DISK_FULL
 */
export async function provideDatabases(options: ProvideDatabasesOptions): Promise<void> {
  try {
    await provide(options);
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw fileWriteError(options.path, error);
    const doing = `copy the databases in "${options.cacheDir}"`;
    throw trivyError("TRIVY_DB_CORRUPT", { doing, reason: "a file is gone" }, { cause: error });
  }
}

async function provide({ cacheDir, path, copy }: ProvideDatabasesOptions): Promise<void> {
  const db = join(path, VULNERABILITY_DB.folder);
  await mkdir(path, { recursive: true });
  await rm(db, { recursive: true, force: true });
  if (copy) {
    await mkdir(db);
    for (const file of [VULNERABILITY_DB.file, "metadata.json"]) {
      await copyFile(join(cacheDir, VULNERABILITY_DB.folder, file), join(db, file), constants.COPYFILE_FICLONE);
    }
  } else {
    await symlink(join(cacheDir, VULNERABILITY_DB.folder), db, "junction");
  }
  // The one may come later, the other may never; they are only read.
  for (const folder of [JAVA_DB.folder, CACHE_FOLDER.checks]) {
    await rm(join(path, folder), { recursive: true, force: true });
    await symlink(join(cacheDir, folder), join(path, folder), "junction");
  }
}
