/**
 * The database systems that a history may be kept by.
 *
 * @module
 */
export { type Engine, engineOf } from "./engine.ts";
export { inTransaction } from "./in_transaction.ts";
export { POSTGRES_SCHEMA } from "./postgres_engine.ts";
export { whenFree } from "./sqlite_engine.ts";
