import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileWriteError } from "../../../../core/kit.ts";
import { JAVA_DB } from "./kinds.ts";

/** Which Java database is dropped, and whether another can be had. */
export interface DropJavaDbOptions {
  readonly cacheDir: string;
  readonly offline: boolean;
  readonly now: () => Date;
}

/**
 * Takes a broken Java database away, so that Trivy asks for one where it needs it, in place of using this one without
 * a word. Offline nobody could bring another: there it is only set aside, as `java-db.broken-<milliseconds since 1970>`.
 *
 * @throws {ScanError} FILE_WRITE
 */
export async function dropJavaDb({ cacheDir, offline, now }: DropJavaDbOptions): Promise<void> {
  const folder = join(cacheDir, JAVA_DB.folder);
  try {
    if (offline) await rename(folder, `${folder}.broken-${now().getTime()}`);
    else await rm(folder, { recursive: true, force: true });
  } catch (error) {
    throw fileWriteError(folder, error);
  }
}
