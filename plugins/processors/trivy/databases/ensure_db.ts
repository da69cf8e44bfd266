import { toReason } from "../../../../core/kit.ts";
import { isScanError } from "../../../../core/mod.ts";
import { toAge } from "../../../lib/options/duration.ts";
import { trivyError } from "../errors.ts";
import { checkDb } from "./check_db.ts";
import { type FetchDbOptions, fetchDb } from "./fetch_db.ts";
import type { DbKind } from "./kinds.ts";
import { isOutOfDate } from "./metadata.ts";

/** What a database is looked after with. */
export interface EnsureDbOptions extends FetchDbOptions {
  /** Download nothing. */
  readonly offline: boolean;
  /** Take an out-of-date database that cannot be refreshed for an error. */
  readonly strict?: boolean | undefined;
  readonly now: () => Date;
}

/**
 * Sees to it that one database is sound, and as fresh as can be had. Call it with the cache folder's lock held.
 *
 * @throws {ScanError} Where there is no sound one in the end: TRIVY_DB_MISSING, TRIVY_DB_STALE, or as {@linkcode fetchDb}
 */
export async function ensureDb(kind: DbKind, options: EnsureDbOptions): Promise<void> {
  const { cacheDir, minBytes, offline, log, now } = options;
  const state = await checkDb(kind, { cacheDir, minBytes, acceptUnmarked: offline });
  if (!state.sound) {
    if (offline) throw trivyError("TRIVY_DB_MISSING", { database: kind.name, path: cacheDir, reason: state.problem });
    log.info(`Downloading the ${kind.name} database: ${state.problem}`);
    return fetchDb(kind, options);
  }
  const age = toAge(now().getTime() - state.metadata.updatedAt.getTime());
  if (!isOutOfDate(state.metadata, { graceMs: kind.graceMs, now: now() })) {
    return log.info(`The ${kind.name} database is ${age} old`);
  }
  if (offline) {
    if (options.strict) throw trivyError("TRIVY_DB_STALE", { database: kind.name, age, reason: "the run is offline" });
    return log.warn(`The ${kind.name} database is out of date: it is ${age} old`);
  }
  log.info(`Downloading the ${kind.name} database: the present one is ${age} old`);
  await refresh(kind, age, options);
}

/** An old database finds most of what a new one finds: better to scan with it, and to say so, than not at all. */
async function refresh(kind: DbKind, age: string, options: EnsureDbOptions): Promise<void> {
  try {
    await fetchDb(kind, { ...options, rateLimitWaitsMs: options.strict ? options.rateLimitWaitsMs : [] });
  } catch (error) {
    if (options.signal.aborted || !isScanError(error)) throw error;
    if (options.strict) {
      throw trivyError("TRIVY_DB_STALE", { database: kind.name, age, reason: toReason(error) }, { cause: error });
    }
    options.log.warn(`Going on with a ${kind.name} database that is ${age} old. ${toReason(error)}`);
  }
}
