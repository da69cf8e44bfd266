/**
 * Where a history is.
 *
 * @module
 */
export { findPlace, type HistoryPlace, type NamedPlace, parsePlace, USUAL_FILE } from "./find_place.ts";
export { isPostgresUrl, PostgresAddress, type SslMode } from "./postgres_address.ts";
