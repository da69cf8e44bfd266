import { createHash } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { isAlive, loadOwner, type Owner } from "../processes/owner.ts";

const MARK = /\.hullscan-([0-9a-f]{12})-([0-9a-f]{12})-([1-9]\d*)-(\d+)\./;
/** In place of a start that cannot be known. */
const NO_START = "0";

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

/** The owner of a file as a part of its name, short enough for any file system: it begins and ends with a dot. */
export function formatNameMark(owner: Owner): string {
  const { host, boot, pid, startedAt } = shorten(owner);
  return `.hullscan-${host}-${boot}-${pid}-${startedAt === "-" ? NO_START : startedAt}.`;
}

/** Whether a file's name says who has it, and that process has ended. Of another machine's, that is not known. */
export async function isOwnerGone(name: string, here: Owner): Promise<boolean> {
  const [, host, boot, pid, startedAt] = MARK.exec(name) ?? [];
  if (host === undefined || boot === undefined || startedAt === undefined) return false;
  const owner = { host, boot, pid: Number(pid), startedAt: startedAt === NO_START ? "-" : startedAt };
  return (await isAlive(owner, shorten(here))) === false;
}

/** The names of machines may be long. */
function shorten({ host, boot, ...rest }: Owner): Owner {
  const digest = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 12);
  return { host: digest(host), boot: digest(boot), ...rest };
}
