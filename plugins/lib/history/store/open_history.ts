import { access, constants, lstat, rename, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { Kysely, SqliteDialect, sql } from "kysely";
import { errorCode, findDistrust, makeFolder, toFileReason, toReason } from "../../../../core/kit.ts";
import { ScanError } from "../../../../core/mod.ts";
import { historyError } from "../errors.ts";
import type { HistoryPlace } from "../place/mod.ts";
import { inTransaction, whenFree } from "./dialect/mod.ts";
import { migrate, SCHEMA_VERSION } from "./migrations.ts";
import type { HistoryDatabase, HistoryTables } from "./schema.ts";

/** How long a step holds the thread while another process writes, before it waits without that. */
const BUSY_MS = 50;
/** The folder that is ours alone. */
const OWN_FOLDER = ".hullscan";
const DAMAGE = /^SQLITE_(?:NOTADB|CORRUPT)/;

/** An open history. */
export interface OpenHistory {
  readonly db: HistoryDatabase;
  /** Where a damaged file was moved to, to make room for a new one. */
  readonly setAside?: string;
  close(): Promise<void>;
}

/** Options of `openHistory()`. */
export interface OpenHistoryOptions {
  /** Whether a missing file is made, and a damaged one moved away to make room for a new one. @default {false} */
  readonly isWritten?: boolean;
}

/**
 * Opens a history to write to it. Each write is whole or absent, also where the process is killed; several runs may write.
 *
 * @throws {ScanError} HISTORY_NEWER; of a file HISTORY_FOREIGN, HISTORY_DAMAGED, HISTORY_UNUSABLE; of a database
 *   HISTORY_NO_DRIVER, HISTORY_UNREACHABLE, HISTORY_DENIED, HISTORY_SERVER
 */
export async function openHistory(place: HistoryPlace, options?: OpenHistoryOptions): Promise<OpenHistory> {
  if (typeof place === "string") return await openFile(place, options);
  const { openPostgres } = await import("./postgres/mod.ts");
  return await openPostgres(place);
}

/** A file that nobody else may read or write. */
async function openFile(path: string, { isWritten = false }: OpenHistoryOptions = {}): Promise<OpenHistory> {
  try {
    if (isWritten) await makePrivateFile(path);
    await checkFile(path);
    try {
      return await openDatabase(path);
    } catch (error) {
      if (!isWritten || !isDamage(error)) throw error;
      const setAside = await moveAway(path);
      await makePrivateFile(path);
      return { ...(await openDatabase(path)), setAside };
    }
  } catch (error) {
    throw toHistoryError(path, error);
  }
}

/** Whether an error says that the file itself is broken, and not that it is in use, or the disk full. */
export function isDamage(error: unknown): boolean {
  return DAMAGE.test(errorCode(error) ?? "") || (error instanceof ScanError && error.code === "HISTORY_DAMAGED");
}

/** Returns what is wrong with the history in words. */
export function toHistoryError(place: HistoryPlace, error: unknown): ScanError {
  if (error instanceof ScanError) return error;
  const path = String(place);
  const code = errorCode(error) ?? "";
  if (DAMAGE.test(code)) return historyError("HISTORY_DAMAGED", { path, reason: toReason(error) }, { cause: error });
  const reason = code.startsWith("SQLITE_") ? toReason(error) : toFileReason(error);
  return historyError("HISTORY_UNUSABLE", { path, reason }, { cause: error });
}

/**
 * Moves a history out of the way, with what SQLite keeps beside it. Returns where it is.
 *
 * @throws {Error} With the system's code
 */
export async function moveAway(path: string): Promise<string> {
  const setAside = `${path}.damaged-${new Date().toISOString().replace(/[-:]|\.\d+/g, "")}`;
  await rename(path, setAside);
  for (const suffix of ["-wal", "-shm"]) {
    await rename(`${path}${suffix}`, `${setAside}${suffix}`).catch(() => undefined);
  }
  return setAside;
}

/** Made before SQLite does, which would let everybody in: findings say where an image is weak. */
async function makePrivateFile(path: string): Promise<void> {
  const folder = dirname(path);
  await makeFolder(folder);
  await createFile(path, "");
  // Git sees nothing of a folder that says so itself; where Git is not used, it does no harm.
  if (basename(folder) === OWN_FOLDER) await createFile(join(folder, ".gitignore"), "*\n").catch(() => undefined);
}

/** Leaves a file alone that is there. */
async function createFile(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: "wx", mode: 0o600 });
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
  }
}

async function checkFile(path: string): Promise<void> {
  const stats = await lstat(path);
  const reason = stats.isFile() ? findDistrust(stats) : "it is not a regular file";
  if (reason !== undefined) throw historyError("HISTORY_FOREIGN", { path, reason });
  // SQLite has but a number for it, and writes beside the file, too.
  await access(path, constants.R_OK | constants.W_OK);
  await access(dirname(path), constants.W_OK | constants.X_OK);
}

/** Opens a database, and brings it up to date. Messages call it by a path. */
export async function openDatabase(address: string, path = address): Promise<OpenHistory> {
  const { default: Database } = await import("libsql");
  const database = new Database(address, { timeout: BUSY_MS });
  const db = new Kysely<HistoryTables>({ dialect: new SqliteDialect({ database }) });
  const close = async () => {
    // Into the file itself: whoever copies a history copies one file.
    await sql`pragma wal_checkpoint(truncate)`.execute(db).catch(() => undefined);
    await db.destroy();
  };
  try {
    for (const pragma of ["journal_mode = wal", "synchronous = normal"]) {
      await whenFree(() => sql`pragma ${sql.raw(pragma)}`.execute(db));
    }
    await bringUpToDate(db, path);
    return { db, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function bringUpToDate(db: HistoryDatabase, path: string): Promise<void> {
  if ((await loadVersion(db, path)) === SCHEMA_VERSION) return;
  await inTransaction(db, async (writing) => {
    // Another run may have done it meanwhile.
    const version = await loadVersion(writing, path);
    await migrate(writing, version);
    await sql`pragma user_version = ${sql.raw(String(SCHEMA_VERSION))}`.execute(writing);
  });
}

async function loadVersion(db: HistoryDatabase, path: string): Promise<number> {
  const { rows } = await sql<{ user_version: number }>`pragma user_version`.execute(db);
  const version = rows[0]?.user_version ?? 0;
  if (version > SCHEMA_VERSION) throw historyError("HISTORY_NEWER", { path, version });
  return version;
}
