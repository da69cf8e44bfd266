import { type RawBuilder, sql } from "kysely";
import { historyError } from "../../errors.ts";
import type { PostgresAddress } from "../../place/mod.ts";
import { inTransaction, POSTGRES_SCHEMA } from "../dialect/mod.ts";
import { migrate, SCHEMA_VERSION } from "../migrations.ts";
import type { HistoryDatabase } from "../schema.ts";
import { type Connected, connect } from "./connect.ts";

/**
 * Opens the history in a database, and makes its tables where they are not there yet.
 *
 * @throws {ScanError} HISTORY_NO_DRIVER, HISTORY_ADDRESS, HISTORY_UNREACHABLE, HISTORY_NEWER, HISTORY_DENIED, HISTORY_SERVER
 */
export async function openPostgres(address: PostgresAddress): Promise<Connected> {
  const connected = await connect(address, { isWritten: true });
  try {
    await bringUpToDate(connected.db, address);
    return connected;
  } catch (error) {
    await connected.close();
    throw error;
  }
}

/**
 * Asks the history in a database, which is neither made nor written to: the server refuses that, too.
 *
 * @throws {ScanError} As `openPostgres()`, and HISTORY_MISSING, HISTORY_OLDER
 */
export async function readPostgres<T>(
  address: PostgresAddress,
  ask: (db: HistoryDatabase) => Promise<T>,
  seconds?: number,
): Promise<T> {
  const { db, close } = await connect(address, { isWritten: false, ...(seconds !== undefined && { seconds }) });
  try {
    return await db.connection().execute(async (connection) => {
      await sql`begin transaction isolation level repeatable read read only`.execute(connection);
      const version = await loadVersion(connection, address);
      const path = String(address);
      if (version === 0) throw historyError("HISTORY_MISSING", { path });
      if (version < SCHEMA_VERSION) throw historyError("HISTORY_OLDER", { path });
      return await ask(connection);
    });
  } finally {
    await close();
  }
}

async function bringUpToDate(db: HistoryDatabase, address: PostgresAddress): Promise<void> {
  if ((await loadVersion(db, address)) === SCHEMA_VERSION) return;
  await inTransaction(db, async (writing) => {
    // Another runner may have done it meanwhile.
    const version = await loadVersion(writing, address);
    if (version === 0) {
      // To be asked for a schema that is there takes rights that a runner need not have.
      const isThere = await has(writing, sql`select 1 from pg_namespace where nspname = ${POSTGRES_SCHEMA}`);
      if (!isThere) await sql`create schema ${sql.ref(POSTGRES_SCHEMA)}`.execute(writing);
      await sql`create table version (number integer not null)`.execute(writing);
    }
    await migrate(writing, version);
    await sql`delete from version`.execute(writing);
    await sql`insert into version (number) values (${SCHEMA_VERSION})`.execute(writing);
  });
}

/** Zero where there is no history yet. */
async function loadVersion(db: HistoryDatabase, address: PostgresAddress): Promise<number> {
  const isThere = await has(
    db,
    sql`select 1 from pg_tables where schemaname = ${POSTGRES_SCHEMA} and tablename = 'version'`,
  );
  if (!isThere) return 0;
  const { rows } = await sql<{ readonly number: number }>`select number from version`.execute(db);
  const version = rows[0]?.number ?? 0;
  if (version > SCHEMA_VERSION) throw historyError("HISTORY_NEWER", { path: String(address), version });
  return version;
}

async function has(db: HistoryDatabase, query: RawBuilder<unknown>): Promise<boolean> {
  return (await query.execute(db)).rows.length > 0;
}
