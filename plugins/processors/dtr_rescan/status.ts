/**
 * What the numbers of `last_scan_status` mean.
 *
 * @see {@link https://docs.docker.com/ee/dtr/admin/manage-webhooks/use-the-api/}
 */
const NAMES = ["failed or never scanned", "unscanned", "scanning", "pending", "scanned", "checking", "completed"];

/** The image has been scanned, and what was found in it checked against the database. */
export const COMPLETED = 6;
/** The scan failed; or, with the zero date, there never was one. */
export const FAILED = 0;

/** A status for people: `6 (completed)`. */
export function formatStatus(status: number): string {
  return `${status} (${NAMES[status] ?? "unknown"})`;
}

/** Whether, by the official list, a scan is waiting or under way: scanning, pending, scanned, checking. */
export function isInProgress(status: number): boolean {
  return status >= 2 && status <= 5;
}
