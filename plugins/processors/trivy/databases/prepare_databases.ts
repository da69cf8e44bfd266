import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileWriteError, toReason, withLock } from "../../../../core/kit.ts";
import { isScanError, type PluginContext } from "../../../../core/mod.ts";
import { toAge } from "../../../lib/options/duration.ts";
import { LOCKS, STAGING_PREFIX } from "../cache_folder.ts";
import { trivyError } from "../errors.ts";
import type { TrivyOptions } from "../options.ts";
import type { Diagnosis } from "../program/failure/diagnose.ts";
import type { Program } from "../program/program.ts";
import { checkDb } from "./check_db.ts";
import { dropJavaDb } from "./drop_java_db.ts";
import { type FetchDbOptions, fetchDb } from "./fetch_db.ts";
import { type DbKind, JAVA_DB, VULNERABILITY_DB } from "./kinds.ts";
import { isOutOfDate } from "./metadata.ts";
import { listRepositories } from "./repositories.ts";
import { removeScanCaches } from "./scan_cache.ts";

/** How long to wait for a database's registry that has had enough, in milliseconds: three times, then no more. */
const RATE_LIMIT_WAITS_MS = [10_000, 30_000, 60_000];

/** What both databases are looked after with. */
export interface PrepareOptions extends Omit<EnsureDbOptions, "repositories" | "minBytes"> {
  /** By the database's name. */
  readonly repositories: Readonly<Record<DbKind["name"], readonly string[]>>;
  /** The least size of the vulnerability database. */
  readonly minDbBytes?: number | undefined;
}

/** Another process may be downloading both databases over a slow line. */
const LOCK_TIMEOUT_MS = 40 * 60_000;

/**
 * Sees to it that the cache folder holds a sound vulnerability database, as fresh as can be had, and that a Java
 * database which is there is sound. Of several processes one does the work; the others wait and find it done.
 *
 * @throws {ScanError} TRIVY_DB_DOWNLOAD, TRIVY_DB_MISSING, DISK_FULL, TRIVY_TOO_OLD, FILE_WRITE, LOCK_TIMEOUT,
 * LOCK_FAILED, ABORTED
 */
export async function prepareDatabases(options: PrepareOptions): Promise<void> {
  await exclusively(options, async (signal) => {
    if (!options.offline) await removeLeftovers(options.cacheDir);
    await ensure(VULNERABILITY_DB, { ...options, signal });
    if (await hasSoundJavaDb(options)) await ensure(JAVA_DB, { ...options, signal });
  });
}

/**
 * Downloads the Java database, unless it has come meanwhile.
 *
 * @throws {ScanError} As {@linkcode prepareDatabases}
 */
export async function prepareJavaDb(options: PrepareOptions): Promise<void> {
  await exclusively(options, (signal) => ensure(JAVA_DB, { ...options, signal }));
}

/** Does some work with the cache folder's lock held; offline, without. */
export async function exclusively(
  options: PrepareOptions,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const { cacheDir, offline, signal, log } = options;
  // Offline, the folder may be one that cannot be written.
  if (offline) return work(signal);
  const onWait = () => log.info(`Waiting for another process that prepares the databases in "${cacheDir}"`);
  await withLock(join(cacheDir, LOCKS.databases), work, { signal, timeoutMs: LOCK_TIMEOUT_MS, onWait });
}

function ensure(kind: DbKind, options: PrepareOptions): Promise<void> {
  const minBytes = kind.name === "vulnerability" ? options.minDbBytes : undefined;
  return ensureDb(kind, { ...options, repositories: options.repositories[kind.name], minBytes });
}

/**
 * Whether there is a Java database to look after. A broken one is removed (offline: set aside), and with it the scan cache, which may hold
 * what was (not) found with it: Trivy uses both without a word. Images that need it will have it downloaded.
 */
async function hasSoundJavaDb(options: PrepareOptions): Promise<boolean> {
  const { cacheDir, offline, log } = options;
  const folder = join(cacheDir, JAVA_DB.folder);
  const exists = await stat(folder).then(
    () => true,
    () => false,
  );
  if (!exists) return false;
  const state = await checkDb(JAVA_DB, { cacheDir, acceptUnmarked: offline });
  if (state.sound) return true;
  log.warn(`${offline ? "Setting aside" : "Removing"} the Java database: ${state.problem}`);
  await dropJavaDb(options);
  await removeScanCaches(cacheDir);
  return false;
}

/** What runs that were killed have left. Nobody else downloads into the folder while the lock is held. */
async function removeLeftovers(cacheDir: string): Promise<void> {
  const entries = await readdir(cacheDir).catch(() => []);
  for (const entry of entries) if (entry.startsWith(STAGING_PREFIX)) await remove(join(cacheDir, entry));
}

async function remove(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch (error) {
    throw fileWriteError(path, error);
  }
}

/** What a database is looked after with. */
interface EnsureDbOptions extends FetchDbOptions {
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
async function ensureDb(kind: DbKind, options: EnsureDbOptions): Promise<void> {
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
    options.log.warn(`Continuing with a ${kind.name} database that is ${age} old. ${toReason(error)}`);
  }
}

/** What looks after the databases, and for whom. */
interface PrepareContext {
  readonly ctx: PluginContext;
  readonly program: Program;
  /** Absolute. */
  readonly cacheDir: string;
  readonly diagnosis: Diagnosis;
}

/** What the options of the plugin say about the databases. */
export function buildPrepareOptions(
  options: TrivyOptions,
  { ctx, program, cacheDir, diagnosis }: PrepareContext,
): PrepareOptions {
  const { offline, strict, minDbBytes, dbRepository, javaDbRepository } = options;
  const { env } = program;
  return {
    program,
    cacheDir,
    offline,
    strict,
    minDbBytes,
    repositories: {
      vulnerability: listRepositories(VULNERABILITY_DB, { option: dbRepository, env }),
      Java: listRepositories(JAVA_DB, { option: javaDbRepository, env }),
    },
    log: ctx.log,
    signal: ctx.signal,
    diagnose: diagnosis.ofDatabase,
    rateLimitWaitsMs: RATE_LIMIT_WAITS_MS,
    now: () => new Date(),
  };
}
