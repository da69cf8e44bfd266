import { realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve, sep } from "node:path";
import process from "node:process";
import { coreError, type ScanError } from "../errors/mod.ts";

/** A file that somebody reads or writes in a run. */
export interface FileClaim {
  /** The name of a plugin; none for the config. */
  readonly plugin?: string;
  /** Absolute. */
  readonly path: string;
  readonly use: "reads" | "writes" | "shares";
}

/** Where a file is, whatever it is called. */
interface Place {
  /** With links followed. */
  readonly path: string;
  /** Which file it is, where there is one: it may have several names. */
  readonly file?: string | undefined;
}

/**
 * Finds files that a run would write twice, or over what it reads: under another name, too, by way of a link or of
 * upper and lower case.
 *
 * @returns An error for each of them
 */
export async function findFileConflicts(claims: readonly FileClaim[]): Promise<readonly ScanError[]> {
  const placed = await Promise.all(claims.map(async (claim) => ({ ...claim, place: await findPlace(claim.path) })));
  const writers = placed.filter(({ use }) => use !== "reads");
  return writers.flatMap((writer, index) => {
    const others = placed.filter((other) => other.use === "reads" || writers.indexOf(other) > index);
    return others.flatMap((other) => {
      if (writer.use === "shares" && other.use === "shares") return [];
      if (!isSamePlace(writer.place, other.place) && !isInside(writer.place, other.place)) return [];
      const { path, plugin = "" } = writer;
      return coreError("FILE_TAKEN", { path, plugin, reason: describeUse(other) });
    });
  });
}

function describeUse({ plugin, use }: FileClaim): string {
  if (plugin === undefined) return "it is the config";
  return use === "reads" ? `"${plugin}" reads it` : `"${plugin}" writes there, too`;
}

async function findPlace(path: string): Promise<Place> {
  const there = await stat(path, { bigint: true }).catch(() => undefined);
  const real = await findRealPath(resolve(path));
  return { path: IGNORES_CASE ? real.toLowerCase() : real, file: there && `${there.dev}:${there.ino}` };
}

/** As these systems' file systems do in most cases. */
const IGNORES_CASE = process.platform === "win32" || process.platform === "darwin";

/** The path with the links in it followed, as far as there is something. */
async function findRealPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(await findRealPath(parent), basename(path));
  }
}

function isSamePlace(one: Place, other: Place): boolean {
  return one.path === other.path || (one.file !== undefined && one.file === other.file);
}

/** Whether one of two files would have to be a folder for the other. */
function isInside(one: Place, other: Place): boolean {
  return one.path.startsWith(`${other.path}${sep}`) || other.path.startsWith(`${one.path}${sep}`);
}
