import { access, constants, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { errorCode, toFileReason } from "../../../../core/kit.ts";
import { trivyError } from "../errors.ts";

/**
 * Checks that the databases can be put into the cache folder, or that it can be made, without making it.
 *
 * @throws {ScanError} TRIVY_CACHE_UNWRITABLE
 */
export async function checkCacheDir(cacheDir: string): Promise<void> {
  try {
    await checkFolder(cacheDir);
  } catch (error) {
    throw trivyError("TRIVY_CACHE_UNWRITABLE", { path: cacheDir, reason: toFileReason(error) }, { cause: error });
  }
}

async function checkFolder(path: string): Promise<void> {
  try {
    if (!(await stat(path)).isDirectory()) throw Object.assign(new Error(`${path} is a file`), { code: "ENOTDIR" });
  } catch (error) {
    if (errorCode(error) !== "ENOENT" || dirname(path) === path) throw error;
    return checkFolder(dirname(path));
  }
  await access(path, constants.W_OK | constants.X_OK);
}
