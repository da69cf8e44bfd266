import { stat } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { Kysely, SqliteDialect } from "kysely";
import type { Database } from "libsql";
import { errorCode, toFileReason, toReason } from "../../../../core/kit.ts";
import { ScanError } from "../../../../core/mod.ts";
import { historyError } from "../errors.ts";
import type { HistoryPlace } from "../place/mod.ts";
import { SCHEMA_VERSION } from "./migrations.ts";
import { toHistoryError } from "./open_history.ts";
import type { HistoryDatabase, HistoryTables } from "./schema.ts";

/** How long a question waits for a run that writes. */
const BUSY_MS = 5000;
/** What SQLite may take for one question: a file from elsewhere may have been made to take all there is. */
const MAX_HEAP_BYTES = 1024 * 1024 * 1024;

/**
 * What makes a connection one that only reads. The file may be somebody else's: nothing that stands in its schema is
 * called, and what is broken in it is an error.
 */
export const READING_PRAGMAS: readonly string[] = [
  "trusted_schema = off",
  "cell_size_check = on",
  `hard_heap_limit = ${MAX_HEAP_BYTES}`,
];

/**
 * Opens a history for questions, and closes it after them. Nothing is written, and one that is missing is not made.
 *
 * @throws {ScanError} HISTORY_MISSING, HISTORY_NEWER, HISTORY_OLDER; of a file HISTORY_UNREADABLE, HISTORY_DAMAGED,
 *   HISTORY_UNUSABLE; of a database HISTORY_NO_DRIVER, HISTORY_UNREACHABLE, HISTORY_DENIED, HISTORY_SERVER
 */
export async function readHistory<T>(place: HistoryPlace, ask: (db: HistoryDatabase) => Promise<T>): Promise<T> {
  if (typeof place === "string") return await readFile(place, ask);
  const { readPostgres } = await import("./postgres/mod.ts");
  return await readPostgres(place, ask);
}

async function readFile<T>(path: string, ask: (db: HistoryDatabase) => Promise<T>): Promise<T> {
  return await openForReading(path, async (address) => {
    const { default: Libsql } = await import("libsql");
    const database = new Libsql(address, { timeout: BUSY_MS });
    const db = new Kysely<HistoryTables>({ dialect: new SqliteDialect({ database }) });
    try {
      for (const pragma of READING_PRAGMAS) database.pragma(pragma);
      checkSchema(database, path);
      database.pragma("query_only = on");
      return await ask(db);
    } finally {
      await db.destroy();
      database.close();
    }
  });
}

/**
 * Opens a file for reading by the address that SQLite knows it by. In a folder that may not be written to, SQLite can read
 * a history only as one that does not change meanwhile.
 *
 * @throws {ScanError} As `readHistory()`
 */
export async function openForReading<T>(path: string, open: (address: string) => Promise<T>): Promise<T> {
  const stats = await stat(path).catch((cause: unknown) => {
    if (errorCode(cause) === "ENOENT") throw historyError("HISTORY_MISSING", { path }, { cause });
    throw historyError("HISTORY_UNREADABLE", { path, reason: toFileReason(cause) }, { cause });
  });
  if (!stats.isFile()) throw historyError("HISTORY_UNREADABLE", { path, reason: "it is not a regular file" });
  const address = pathToFileURL(path).href;
  try {
    try {
      return await open(`${address}?mode=ro`);
    } catch (error) {
      const waiting = await stat(`${path}-wal`).catch(() => undefined);
      if (errorCode(error) !== "SQLITE_CANTOPEN" || (waiting?.size ?? 0) > 0) throw error;
      return await open(`${address}?immutable=1`);
    }
  } catch (error) {
    const code = errorCode(error) ?? "";
    if (error instanceof ScanError || !code.startsWith("SQLITE_")) throw error;
    if (!/^SQLITE_(?:CANTOPEN|PERM|AUTH)/.test(code)) throw toHistoryError(path, error);
    throw historyError("HISTORY_UNREADABLE", { path, reason: toReason(error) }, { cause: error });
  }
}

/** What of a connection is asked for its schema. */
type Asked = Pick<Database, "pragma" | "prepare">;

/** The tables are those of this release, and there is nothing besides tables: a view could keep SQLite busy for ever. */
function checkSchema(database: Asked, path: string): void {
  const version = Number(Object.values(database.prepare("pragma user_version").get() as object)[0]);
  if (version > SCHEMA_VERSION) throw historyError("HISTORY_NEWER", { path, version });
  const others = "select 1 from sqlite_schema where type not in ('table', 'index') or sql like 'create virtual%'";
  const isForeign = version < 1 || database.prepare(others).get() !== undefined;
  if (isForeign) throw historyError("HISTORY_UNREADABLE", { path, reason: "it is not a history of hullscan" });
  if (version < SCHEMA_VERSION) throw historyError("HISTORY_OLDER", { path });
}
