import { coreError, errorCode, toReason } from "../../../../core/kit.ts";
import { historyError } from "../errors.ts";
import type { HistoryPlace } from "../place/mod.ts";
import { openForReading, READING_PRAGMAS, readHistory } from "../store/read_history.ts";
import type { SqlAnswer, SqlLimits } from "../store/sql_answer.ts";
import { listViews } from "../store/views.ts";

/**
 * Runs a query that reads, over the views of the history.
 *
 * @throws {ScanError} USAGE, HISTORY_SLOW, and as `readHistory()`
 */
export async function askSql(place: HistoryPlace, text: string, limits: SqlLimits): Promise<SqlAnswer> {
  const query = text.trim().replace(/[;\s]+$/, "");
  if (!/^(?:select|with|values)\b/i.test(query.replace(/^(?:\s|--[^\n]*(?:\n|$)|\/\*.*?\*\/)+/s, ""))) {
    throw coreError("USAGE", { reason: "Only SELECT, WITH and VALUES are run: scan sql reads" });
  }
  if (typeof place === "string") return await askFile(place, query, limits);
  const { askPostgres } = await import("../store/postgres/ask_postgres.ts");
  return await askPostgres(place, query, limits);
}

async function askFile(path: string, query: string, limits: SqlLimits): Promise<SqlAnswer> {
  // Only its schema is looked at.
  await readHistory(path, async () => {});
  return await openForReading(path, async (address) => {
    const { default: Libsql } = await import("libsql/promise");
    const database = new Libsql(address, { timeout: 5000 });
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      database.interrupt();
    }, limits.seconds * 1000);
    try {
      for (const pragma of READING_PRAGMAS) await database.exec(`pragma ${pragma}`);
      for (const [name, view] of Object.entries(listViews("main")))
        await database.exec(`create temp view ${name} as ${view}`);
      await database.exec("pragma query_only = on");
      return await run(database, query, limits);
    } catch (error) {
      if (isLate) throw historyError("HISTORY_SLOW", { seconds: limits.seconds }, { cause: error });
      if (/^SQLITE_(?:ERROR|READONLY|NOMEM|TOOBIG|AUTH)/.test(errorCode(error) ?? "")) {
        throw coreError("USAGE", { reason: `The query cannot be run: ${toReason(error)}` }, { cause: error });
      }
      throw error;
    } finally {
      clearTimeout(timer);
      database.close();
    }
  });
}

interface Statement {
  raw(): void;
  columns(): readonly { readonly name: string }[];
  all(): Promise<unknown[][]>;
}

async function run(
  database: { prepare(sql: string): Promise<Statement> },
  query: string,
  limits: SqlLimits,
): Promise<SqlAnswer> {
  const named = await database.prepare(query);
  const columns = named.columns().map(({ name }) => name);
  // The window has SQLite do all of the work before the first row, where it can be interrupted.
  const whole = `select *, count(*) over () from (select * from (\n${query}\n) limit ${limits.rows + 1})`;
  const statement = await database.prepare(whole);
  statement.raw();
  const all = await statement.all();
  const rows = all.slice(0, limits.rows).map((row) => row.slice(0, -1));
  return { columns, rows, isCut: all.length > limits.rows };
}
