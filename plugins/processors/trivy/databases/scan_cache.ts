import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { CACHE_FOLDER, isScanFolder } from "../cache_folder.ts";

/** Removes what Trivy keeps of its scans in a cache folder. */
export function forgetScans(path: string): Promise<void> {
  return rm(join(path, CACHE_FOLDER.layers), { recursive: true, force: true });
}

/** Whether Trivy keeps scans in a cache folder. */
export function hasScans(path: string): Promise<boolean> {
  return stat(join(path, CACHE_FOLDER.layers, "fanal.db")).then(
    () => true,
    () => false,
  );
}

/** Where Trivy may keep scans between runs. What was not found with a broken database is kept there, too. */
export async function findScanCaches(cacheDir: string): Promise<readonly string[]> {
  const entries = await readdir(cacheDir).catch(() => []);
  return ["", ...entries.filter(isScanFolder)].map((folder) => join(cacheDir, folder, CACHE_FOLDER.layers));
}
