import { randomUUID } from "node:crypto";
import { readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { errorCode, fileWriteError } from "../../../../core/kit.ts";
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

/**
 * Removes all scans that Trivy keeps between runs: with a broken database, something may not have been found in a layer.
 * What hullscan has kept of such scans is used no more.
 *
 * @throws {ScanError} FILE_WRITE
 */
export async function removeScanCaches(cacheDir: string): Promise<void> {
  // Before, so that what was kept counts no more if this breaks off; and after, as a scan may have begun in between.
  await saveGeneration(cacheDir);
  const entries = await readdir(cacheDir).catch(() => []);
  for (const folder of ["", ...entries.filter(isScanFolder)]) {
    const path = join(cacheDir, folder, CACHE_FOLDER.layers);
    await write(path, () => rm(path, { recursive: true, force: true }));
  }
  await saveGeneration(cacheDir);
}

/** As a whole: half a text would be another generation, and none at all the first one. */
async function saveGeneration(cacheDir: string): Promise<void> {
  const path = join(cacheDir, CACHE_FOLDER.generation);
  const text = randomUUID();
  await write(path, async () => {
    const made = `${path}.${text}`;
    try {
      await writeFile(made, text, { flag: "wx", mode: 0o600 });
      await rename(made, path);
    } catch (error) {
      await rm(made, { force: true });
      throw error;
    }
  });
}

/**
 * Another text whenever what Trivy keeps of layers has been removed as not to be trusted. What is kept of layers elsewhere
 * holds as long as it is the same.
 *
 * @returns Nothing where it cannot be read: then nothing is to be trusted
 */
export async function loadGeneration(cacheDir: string): Promise<string | undefined> {
  try {
    const text = await readFile(join(cacheDir, CACHE_FOLDER.generation), "utf8");
    return text === "" ? undefined : text;
  } catch (error) {
    return errorCode(error) === "ENOENT" ? "" : undefined;
  }
}

async function write(path: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw fileWriteError(path, error);
  }
}
