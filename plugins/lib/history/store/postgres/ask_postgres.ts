import { coreError, errorCode, toReason } from "../../../../../core/kit.ts";
import { historyError } from "../../errors.ts";
import type { PostgresAddress } from "../../place/mod.ts";
import { POSTGRES_SCHEMA } from "../dialect/mod.ts";
import type { SqlAnswer, SqlLimits } from "../sql_answer.ts";
import { listViews } from "../views.ts";
import { connect } from "./connect.ts";
import { readPostgres } from "./open_postgres.ts";
import { isConnectionState, isSqlState } from "./to_postgres_error.ts";

/** The time limit of the server. */
const TOO_SLOW = "57014";

/**
 * Runs one query over the views. The transaction reads, which a query cannot change after the first one, and what the
 * query may read is the role's affair. The driver's extended protocol takes one statement.
 *
 * @throws {ScanError} USAGE, HISTORY_SLOW, and as `readPostgres()`
 */
export async function askPostgres(address: PostgresAddress, query: string, limits: SqlLimits): Promise<SqlAnswer> {
  const views = Object.entries(listViews(POSTGRES_SCHEMA)).map(
    ([name, view]) => `${name} as not materialized (${view})`,
  );
  const whole = `with ${views.join(", ")} select * from (\n${query}\n) as answer limit ${limits.rows + 1}`;
  // Only its schema is looked at.
  await readPostgres(address, async () => undefined);
  const { acquire, close } = await connect(address, { isWritten: false, seconds: limits.seconds });
  try {
    const client = await acquire();
    try {
      await client.query("begin transaction isolation level repeatable read read only", []);
      // After the first question it can't become one that writes.
      await client.query("select 1", []);
      const { columns, rows } = await client.askRows(whole);
      return { columns, rows: rows.slice(0, limits.rows), isCut: rows.length > limits.rows };
    } finally {
      client.release();
    }
  } catch (error) {
    throw toAnswer(error, limits);
  } finally {
    await close();
  }
}

/** What is wrong with the query, and not with the server. */
function toAnswer(error: unknown, { seconds }: SqlLimits): unknown {
  const { cause } = error instanceof Error ? error : {};
  const code = errorCode(cause);
  if (code === TOO_SLOW) return historyError("HISTORY_SLOW", { seconds }, { cause: error });
  if (!isSqlState(code) || isConnectionState(code)) return error;
  return coreError("USAGE", { reason: `The query cannot be run: ${toReason(cause)}` }, { cause: error });
}
