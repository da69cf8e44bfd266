import { setTimeout as delay } from "node:timers/promises";
import { sql } from "kysely";
import { errorCode } from "../../../../../core/kit.ts";
import type { SqlDialect } from "./sql_dialect.ts";

/** How long a step waits for those of other runs, and how often it asks, in milliseconds. */
const WAIT_MS = 30_000;
const ASK_MS = 25;

/** SQLite, as libsql has it. */
export const sqliteDialect: SqlDialect = {
  text: "text",
  number: "integer",
  numbered: (column) => column.primaryKey(),
  countedUp: (column) => column.primaryKey().autoIncrement(),
  foundByKey: sql`without rowid`,
  listNumbers: (values) => sql`select value from json_each(${JSON.stringify(values)})`,
  begin: async (connection) => void (await whenFree(() => sql`begin immediate`.execute(connection))),
  async measureBytes(db) {
    const { rows } = await sql<{ readonly bytes: number }>`
      select (page_count - freelist_count) * page_size as bytes
      from pragma_page_count, pragma_freelist_count, pragma_page_size`.execute(db);
    return rows[0]?.bytes ?? 0;
  },
  async vacuum(db) {
    await whenFree(() => sql`vacuum`.execute(db));
    await sql`pragma wal_checkpoint(truncate)`.execute(db);
  },
};

/**
 * Repeats a step for as long as another run writes. It lets go of the thread meanwhile: SQLite's own waiting holds it, and
 * the other run may be in this process.
 */
export async function whenFree<T>(step: () => Promise<T>): Promise<T> {
  const giveUpAt = performance.now() + WAIT_MS;
  for (;;) {
    try {
      return await step();
    } catch (error) {
      if (!errorCode(error)?.startsWith("SQLITE_BUSY") || performance.now() > giveUpAt) throw error;
    }
    await delay(ASK_MS * (0.5 + Math.random()));
  }
}
