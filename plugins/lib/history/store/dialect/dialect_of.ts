import { SqliteAdapter } from "kysely";
import type { HistoryDatabase } from "../schema.ts";
import { postgresDialect } from "./postgres_dialect.ts";
import type { SqlDialect } from "./sql_dialect.ts";
import { sqliteDialect } from "./sqlite_dialect.ts";

/** The system that a history is kept by. */
export function dialectOf(db: HistoryDatabase): SqlDialect {
  return db.getExecutor().adapter instanceof SqliteAdapter ? sqliteDialect : postgresDialect;
}
