import { sql } from "kysely";
import type { HistoryDatabase } from "../schema.ts";
import type { Engine } from "./engine.ts";

/** The names of our lock among all that programs take in a database: "hull", and what it is for. */
const LOCK = sql`1752526956, 1`;

/** PostgreSQL, as node-postgres has it. */
export const postgresEngine: Engine = {
  text: sql`text collate "C"`,
  // Each row that is there already costs a number, too: four bytes would be used up one day.
  number: "bigint",
  numbered: (column) => column.primaryKey().generatedByDefaultAsIdentity(),
  countedUp: (column) => column.primaryKey().generatedByDefaultAsIdentity(),
  foundByKey: sql``,
  listNumbers: (values) => sql`select unnest(${values}::bigint[]) as value`,
  async begin(connection) {
    await sql`begin`.execute(connection);
    await lock(connection);
  },
};

/** Until the transaction ends. Numbers of runs, spans and sets are only right if one runner writes at a time. */
async function lock(connection: HistoryDatabase): Promise<void> {
  await sql`select pg_advisory_xact_lock(${LOCK})`.execute(connection);
}
