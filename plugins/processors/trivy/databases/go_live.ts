import { open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "../../../../core/kit.ts";
import { CHECKSUMS_FILE, hashFile, saveChecksums } from "./checksums.ts";
import type { DbKind } from "./kinds.ts";

/**
 * Moves a checked database from its staging folder into the live cache folder, file by file. Each rename replaces the
 * old file at once, so that a scan which starts meanwhile finds either the old or the new one, and one that is
 * running keeps the old. Both folders must lie on one file system.
 */
export async function goLive(
  kind: DbKind,
  { staging, cacheDir }: { staging: string; cacheDir: string },
): Promise<void> {
  const from = join(staging, kind.folder);
  const to = join(cacheDir, kind.folder);
  await makeFolder(to);
  const sha256 = await hashFile(join(from, kind.file));
  // In between, there must be no checksums that speak of the other file.
  await rm(join(to, CHECKSUMS_FILE), { force: true });
  for (const file of [kind.file, "metadata.json"]) {
    await sync(join(from, file));
    await rename(join(from, file), join(to, file));
  }
  await saveChecksums(kind, to, sha256);
  await sync(to);
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
