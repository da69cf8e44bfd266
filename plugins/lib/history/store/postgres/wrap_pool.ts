import type { PostgresPoolClient } from "kysely";
import type { Pool, PoolClient } from "pg";
import { errorCode, serially } from "../../../../../core/kit.ts";
import type { PostgresAddress } from "../../place/mod.ts";
import { isSqlState, toPostgresError } from "./to_postgres_error.ts";

/** What a statement answers. */
export interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/** What the query builder asks: one question at a time, in a session that is set up. What fails is said in our words. */
export function wrapPool(pool: Pool, address: PostgresAddress, session: string) {
  const known = new WeakMap<PoolClient, ReturnType<typeof wrapClient>>();
  async function open() {
    const client = await pool.connect();
    const wrapped = known.get(client);
    if (wrapped !== undefined) return wrapped;
    try {
      await client.query(session);
    } catch (error) {
      client.release(true);
      throw error;
    }
    const fresh = wrapClient(client, address);
    known.set(client, fresh);
    return fresh;
  }
  return {
    connect: () => open().catch((error: unknown) => Promise.reject(toPostgresError(address, error))),
    end: () => pool.end(),
  };
}

function wrapClient(client: PoolClient, address: PostgresAddress) {
  const inTurn = serially();
  let isLost = false;
  async function attempt<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      // The server has not said so: nobody knows what it is doing.
      if (!isSqlState(errorCode(error))) isLost = true;
      throw toPostgresError(address, error);
    }
  }
  return {
    query: ((text: string, values: readonly unknown[]) =>
      inTurn(() =>
        attempt(() => client.query(text, values.map(toStorable))),
      )) as unknown as PostgresPoolClient["query"],
    /** Asks one statement, whose columns may have one name. */
    async askRows(text: string): Promise<Rows> {
      const query = { text, rowMode: "array" as const, queryMode: "extended" };
      const { fields, rows } = await inTurn(() => attempt(() => client.query<unknown[]>(query)));
      return { columns: fields.map(({ name }) => name), rows };
    },
    release: () => client.release(isLost),
  };
}

/** PostgreSQL has no character 0. */
function toStorable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toStorable);
  return typeof value === "string" && value.includes("\0") ? value.replaceAll("\0", "\ufffd") : value;
}
