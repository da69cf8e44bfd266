/**
 * The database systems that a history may be kept by.
 *
 * @module
 */

export { dialectOf } from "./dialect_of.ts";
export { inTransaction } from "./in_transaction.ts";
export { POSTGRES_SCHEMA } from "./postgres_dialect.ts";
export type { SqlDialect } from "./sql_dialect.ts";
export { whenFree } from "./sqlite_dialect.ts";
