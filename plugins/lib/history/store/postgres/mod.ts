/**
 * The history in PostgreSQL. It is loaded for the URL of a database alone.
 *
 * @module
 */
export { checkDriver } from "./connect.ts";
export { openPostgres, readPostgres } from "./open_postgres.ts";
