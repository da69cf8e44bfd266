/**
 * The database systems that a history may be kept by.
 *
 * @module
 */
export type { Engine } from "./engine.ts";
export { engineOf } from "./engine_of.ts";
export { inTransaction } from "./in_transaction.ts";
export { POSTGRES_SCHEMA } from "./postgres_engine.ts";
export { whenFree } from "./sqlite_engine.ts";
