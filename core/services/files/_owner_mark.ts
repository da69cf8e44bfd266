import { createHash } from "node:crypto";
import { isAlive, type Owner } from "../processes/owner.ts";

const MARK = /\.hullscan-([0-9a-f]{12})-([0-9a-f]{12})-([1-9]\d*)-(\d+)\./;
/** In place of a start that cannot be known. */
const NO_START = "0";

/** The owner of a file as a part of its name, short enough for any file system: it begins and ends with a dot. */
export function toNameMark(owner: Owner): string {
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
