import { setTimeout as delay } from "node:timers/promises";
import { sql } from "kysely";
import { errorCode } from "../../../../core/kit.ts";
import type { HistoryDatabase } from "./schema.ts";

/** How long a step waits for those of other runs, and how often it asks, in milliseconds. */
const WAIT_MS = 30_000;
const ASK_MS = 25;

/**
 * Writes whole or not at all. It asks for the right to write at once: a transaction that reads first, and finds that
 * another run has written meanwhile, could not wait for its turn.
 */
export async function inTransaction<T>(
  db: HistoryDatabase,
  work: (writing: HistoryDatabase) => Promise<T>,
): Promise<T> {
  return await db.connection().execute(async (connection) => {
    await whenFree(() => sql`begin immediate`.execute(connection));
    try {
      const result = await work(connection);
      await sql`commit`.execute(connection);
      return result;
    } catch (error) {
      // After some errors SQLite has rolled back by itself.
      await sql`rollback`.execute(connection).catch(() => undefined);
      throw error;
    }
  });
}

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
