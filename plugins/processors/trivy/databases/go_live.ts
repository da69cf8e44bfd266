import { open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "../../../../core/kit.ts";
import type { DbKind } from "./kinds.ts";
import { hashFile, SEAL_FILE, sealDb } from "./seal.ts";

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
  // In between, there must be no seal that speaks of the other file.
  await rm(join(to, SEAL_FILE), { force: true });
  for (const file of [kind.file, "metadata.json"]) {
    await sync(join(from, file));
    await rename(join(from, file), join(to, file));
  }
  await sealDb(kind, to, sha256);
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
