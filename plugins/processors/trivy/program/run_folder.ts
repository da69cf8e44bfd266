import { toFileReason } from "../../../../core/kit.ts";
import { isScanError } from "../../../../core/mod.ts";
import {
  findTempDir,
  makeRunFolder,
  type RunFolder,
  removeForsakenRunFolders,
} from "../../../lib/scanning/run_folder.ts";
import { trivyError } from "../errors.ts";

/** How the names of runs' temporary folders begin. */
export const RUN_FOLDER_PREFIX = "hullscan-trivy-";

/**
 * Makes the temporary folder of one run, under TMPDIR.
 *
 * @throws {ScanError} TRIVY_TEMP_FOLDER
 */
export async function createRunFolder(): Promise<RunFolder> {
  try {
    return await makeRunFolder(RUN_FOLDER_PREFIX);
  } catch (error) {
    const cause = isScanError(error) ? error.cause : error;
    throw trivyError("TRIVY_TEMP_FOLDER", { path: findTempDir(), reason: toFileReason(cause) }, { cause: error });
  }
}

/** Removes the temporary folders of runs that were killed, and ends what these have left running. */
export function removeOldRunFolders(): Promise<void> {
  return removeForsakenRunFolders(RUN_FOLDER_PREFIX);
}
