import { join } from "node:path";
import { errorCode } from "../../../../core/mod.ts";
import { toAge } from "../duration.ts";
import { trivyError } from "../errors.ts";
import type { DbKind } from "./kinds.ts";
import { type DbMetadata, isOutOfDate, loadMetadata } from "./metadata.ts";

/** Which database, and what a run would do about it. */
export interface DescribeDbOptions {
  readonly cacheDir: string;
  /** Whether none is downloaded. */
  readonly offline: boolean;
  readonly now: Date;
}

/**
 * Says how a database is: its age, and what the next run will do about it. Changes nothing, and looks at the ends of the
 * file only.
 *
 * @throws {ScanError} TRIVY_DB_MISSING of the vulnerability database, offline
 */
export async function describeDb(kind: DbKind, { cacheDir, offline, now }: DescribeDbOptions): Promise<string> {
  const what = `the ${kind.name} database`;
  const found = await look(kind, join(cacheDir, kind.folder));
  if (typeof found !== "string") {
    const age = `${what} is ${toAge(now.getTime() - found.updatedAt.getTime())} old`;
    if (!isOutOfDate(found, { graceMs: kind.graceMs, now })) return age;
    return `${age}: out of date, ${offline ? "and offline it is not refreshed" : "the next run refreshes it"}`;
  }
  const isNeeded = kind.name === "vulnerability";
  if (!offline) return `${what}: ${found}; ${isNeeded ? "the next run" : "the first image that needs it"} downloads it`;
  if (isNeeded) throw trivyError("TRIVY_DB_MISSING", { database: kind.name, path: cacheDir, reason: found });
  return `${what}: ${found}; images that need it will fail offline`;
}

/** What the database says of itself, or why it cannot be used. */
async function look(kind: DbKind, folder: string): Promise<DbMetadata | string> {
  try {
    const metadata = await loadMetadata(join(folder, "metadata.json"));
    const problem = await kind.checkFile(join(folder, kind.file));
    return problem === undefined ? metadata : `${kind.file} is broken: ${problem}`;
  } catch (error) {
    return errorCode(error) === "ENOENT" ? "there is none yet" : "its metadata.json is not as expected";
  }
}
