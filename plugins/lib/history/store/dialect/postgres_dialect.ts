import { type RawBuilder, sql } from "kysely";
import type { HistoryDatabase, HistoryTables } from "../schema.ts";
import type { SqlDialect } from "./sql_dialect.ts";

/** Where our tables are: those of other programs may be in the same database. */
export const POSTGRES_SCHEMA = "hullscan";

const TABLES = Object.keys({
  ...{ run: 1, pipeline: 1, target: 1, entry: 1, result: 1, finding_set: 1, set_finding: 1, finding: 1 },
  ...{ layer_list: 1, placement: 1, span: 1, alias: 1, tag: 1 },
} satisfies Record<keyof HistoryTables, 1>);

/** What a row takes besides its values, with its part of the indexes: about. */
const ROW_BYTES = 100;

/** The names of our lock among all that programs take in a database: "hull", and what it is for. */
const LOCK = sql`1752526956, 1`;

/** PostgreSQL, as node-postgres has it. */
export const postgresDialect: SqlDialect = {
  text: sql`text collate "C"`,
  // Each row that is there already costs a number, too: four bytes would be used up one day.
  number: "bigint",
  numbered: (column) => column.primaryKey().generatedByDefaultAsIdentity(),
  countedUp: (column) => column.primaryKey().generatedByDefaultAsIdentity(),
  foundByKey: sql``,
  listNumbers: (values) => sql`select unnest(${values}::bigint[]) as value`,
  async begin(connection) {
    // Each statement sees what others had written when it was our turn, whatever the usual level of the database is.
    await sql`begin isolation level read committed`.execute(connection);
    await lock(connection);
  },
  /** Removed rows take their room until a vacuum frees it: where it is too much, those that are left are measured. */
  async measureBytes(db, enough = 0) {
    const whole = await measure(
      db,
      (table) => sql`select pg_total_relation_size(${`${POSTGRES_SCHEMA}.${table}`}::regclass) as bytes`,
    );
    if (whole <= enough) return whole;
    const left = await measure(db, (table) => {
      return sql`select sum(pg_column_size(one.*) + ${sql.lit(ROW_BYTES)}) as bytes from ${sql.table(table)} as one`;
    });
    return Math.min(whole, left);
  },
  async vacuum(db) {
    for (const table of TABLES) await sql`vacuum (analyze) ${sql.table(table)}`.execute(db);
  },
};

async function measure(db: HistoryDatabase, queryOf: (table: string) => RawBuilder<unknown>): Promise<number> {
  const tables = sql.join(TABLES.map(queryOf), sql` union all `);
  const { rows } = await sql<{
    readonly bytes: number | null;
  }>`select sum(bytes) as bytes from (${tables}) as each_table`.execute(db);
  return rows[0]?.bytes ?? 0;
}

/** Until the transaction ends. Numbers of runs, spans and sets are only right if one runner writes at a time. */
async function lock(connection: HistoryDatabase): Promise<void> {
  await sql`select pg_advisory_xact_lock(${LOCK})`.execute(connection);
}
