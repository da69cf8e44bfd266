import { SqliteAdapter } from "kysely";
import type { HistoryDatabase } from "../schema.ts";
import type { Engine } from "./engine.ts";
import { postgresEngine } from "./postgres_engine.ts";
import { sqliteEngine } from "./sqlite_engine.ts";

/** The system that a history is kept by. */
export function engineOf(db: HistoryDatabase): Engine {
  return db.getExecutor().adapter instanceof SqliteAdapter ? sqliteEngine : postgresEngine;
}
