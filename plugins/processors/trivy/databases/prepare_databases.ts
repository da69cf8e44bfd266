import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileWriteError, withLock } from "../../../../core/kit.ts";
import { LOCKS, STAGING_PREFIX } from "../cache_folder.ts";
import { checkDb } from "./check_db.ts";
import { dropJavaDb } from "./drop_java_db.ts";
import { type EnsureDbOptions, ensureDb } from "./ensure_db.ts";
import { type DbKind, JAVA_DB, VULNERABILITY_DB } from "./kinds.ts";
import { findScanCaches } from "./scan_cache.ts";

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
  for (const path of await findScanCaches(cacheDir)) await remove(path);
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
