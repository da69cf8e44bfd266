import { sql } from "kysely";
import type { HistoryDatabase } from "../schema.ts";
import { dialectOf } from "./dialect_of.ts";

/**
 * Writes whole or not at all, after all others that write. It asks for the right to write at once: a transaction that reads
 * first, and finds that another run has written meanwhile, could not wait for its turn.
 */
export async function inTransaction<T>(
  db: HistoryDatabase,
  work: (writing: HistoryDatabase) => Promise<T>,
): Promise<T> {
  return await db.connection().execute(async (connection) => {
    try {
      await dialectOf(db).begin(connection);
      const result = await work(connection);
      await sql`commit`.execute(connection);
      return result;
    } catch (error) {
      // After some errors SQLite has rolled back by itself, and of a lost connection nothing is left.
      await sql`rollback`.execute(connection).catch(() => undefined);
      throw error;
    }
  });
}
