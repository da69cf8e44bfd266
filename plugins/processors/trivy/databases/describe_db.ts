import { toAge } from "../../../lib/options/duration.ts";
import { trivyError } from "../errors.ts";
import { checkDb } from "./check_db.ts";
import type { DbKind } from "./kinds.ts";
import { isOutOfDate } from "./metadata.ts";

/** Which database, and what a run would do about it. */
export interface DescribeDbOptions {
  readonly cacheDir: string;
  /** Whether none is downloaded. */
  readonly offline: boolean;
  /** Whether one that is out of date is not scanned with. */
  readonly strict: boolean;
  readonly minBytes?: number | undefined;
  readonly now: Date;
}

/** How a database is, and what a run would do about it. */
export interface DescribedDb {
  readonly fact: string;
  /** Of one that is to be refreshed. */
  readonly age?: string;
  /** What a run needs the database's registry for. */
  readonly wants?: "download" | "refresh";
}

/**
 * Says how a database is: its age, and what the next run will do about it. Changes nothing, and looks at the ends of the
 * file only.
 *
 * @throws {ScanError} TRIVY_DB_MISSING of the vulnerability database, offline; TRIVY_DB_STALE offline, with `strict`
 */
export async function describeDb(kind: DbKind, options: DescribeDbOptions): Promise<DescribedDb> {
  const { cacheDir, offline, strict, minBytes, now } = options;
  const what = `the ${kind.name} database`;
  const state = await checkDb(kind, { cacheDir, minBytes, acceptUnmarked: offline, looksOnly: true });
  if (state.sound) {
    const age = toAge(now.getTime() - state.metadata.updatedAt.getTime());
    const fact = `${what} is ${age} old`;
    if (!isOutOfDate(state.metadata, { graceMs: kind.graceMs, now })) return { fact };
    if (!offline) return { fact: `${fact}: out of date, the next run refreshes it`, age, wants: "refresh" };
    if (strict) throw trivyError("TRIVY_DB_STALE", { database: kind.name, age, reason: "the run is offline" });
    return { fact: `${fact}: out of date, and offline it is not refreshed` };
  }
  const problem = state.problem === `${kind.file} is missing` ? "there is none yet" : state.problem;
  const isNeeded = kind.name === "vulnerability";
  if (!offline) {
    const who = isNeeded ? "the next run" : "the first image that needs it";
    return { fact: `${what}: ${problem}; ${who} downloads it`, wants: "download" };
  }
  if (isNeeded) throw trivyError("TRIVY_DB_MISSING", { database: kind.name, path: cacheDir, reason: problem });
  return { fact: `${what}: ${problem}; images that need it will fail offline` };
}
