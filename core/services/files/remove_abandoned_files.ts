import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { loadOwner } from "../processes/owner.ts";
import { isOwnerGone } from "./_owner_mark.ts";

/**
 * Removes from a folder what `openAtomicFile()` had begun there in processes that were killed. Files of processes that
 * are alive, or of other machines, and all other files are left alone. What cannot be removed does no harm: it never
 * rejects.
 *
 * @example
 * ```ts
 * import { removeAbandonedFiles } from "hullscan/kit";
 *
 * await removeAbandonedFiles("reports");
 * ```
 */
export async function removeAbandonedFiles(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const here = await loadOwner();
  for (const name of names.filter((one) => one.startsWith(".") && one.endsWith(".tmp"))) {
    if (await isOwnerGone(name, here)) await rm(join(folder, name), { force: true }).catch(() => {});
  }
}
