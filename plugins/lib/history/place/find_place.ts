import { resolve } from "node:path";
import { isPostgresUrl, PostgresAddress } from "./postgres_address.ts";

/** Where a run without another word writes its history: a path in the folder for reports. */
export const USUAL_FILE = ".hullscan/history.db";

/** Where a history is: the absolute path of a file, or a database. As a text it is safe to print. */
export type HistoryPlace = string | PostgresAddress;

/** What options say about the place. */
export interface NamedPlace {
  readonly url?: string | undefined;
  readonly file?: string | undefined;
}

/**
 * Finds the place that options name, else the environment (`HULLSCAN_HISTORY_URL`), else the usual file.
 *
 * @throws {ScanError} HISTORY_ADDRESS
 */
export function findPlace(
  { url, file }: NamedPlace,
  outputDir: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): HistoryPlace {
  const address = url ?? (file === undefined ? env.HULLSCAN_HISTORY_URL : undefined);
  return address ? new PostgresAddress(address) : resolve(outputDir, file ?? USUAL_FILE);
}

/** Reads a place as a command line names it: a file, or a URL. */
export function parsePlace(text: string): HistoryPlace {
  return isPostgresUrl(text) ? new PostgresAddress(text) : resolve(text);
}
