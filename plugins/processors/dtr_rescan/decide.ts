import type { Decision, DtrScanSummary } from "../../lib/clients/dtr/mod.ts";

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
const DAY_MS = 86_400_000;
/** What Go writes for a time that was never set. */
const ZERO_TIME = Date.parse("0001-01-01T00:00:00Z");

/** What DTR knows of the last scan, as far as the rules ask. */
export type LastScan = Pick<DtrScanSummary, "lastScanStatus" | "shouldRescan" | "checkCompletedAt">;

/** What a user may set. */
export interface DecideOptions {
  /** The most whole days that a check may be old; without it, no age is too old. */
  readonly days?: number | undefined;
  readonly now: Date;
  /** The statuses that mean: a scan is pending. */
  readonly busyStatuses: readonly number[];
}

/** What was decided, and why. */
export interface Verdict {
  readonly decision: Decision;
  /** For people: `should_rescan is true`. */
  readonly reason: string;
  /** Whole days since the last check; absent when there was none. */
  readonly ageDays?: number;
}

const NEVER: LastScan = { lastScanStatus: FAILED, shouldRescan: false, checkCompletedAt: "0001-01-01T00:00:00Z" };

/**
 * Decides whether a tag needs a scan. The first rule that applies counts:
 *
 * 1. A scan is pending: nothing to do.
 * 2. The last check is older than `days`: scan. Never is older than any number of days.
 * 3. `should_rescan` is false and the status is 6, completed: up to date.
 * 4. `should_rescan` is true: scan.
 * 5. The status is 0: never scanned, or failed: scan.
 * 6. Anything else: nothing to do.
 *
 * A tag without a summary was never scanned.
 */
export function decide(lastScan: LastScan | undefined, { days, now, busyStatuses }: DecideOptions): Verdict {
  const { lastScanStatus: status, shouldRescan, checkCompletedAt } = lastScan ?? NEVER;
  const ageDays = toAgeDays(checkCompletedAt, now);
  const say = (decision: Decision, reason: string): Verdict => {
    return { decision, reason, ...(ageDays !== undefined && { ageDays }) };
  };
  if (busyStatuses.includes(status)) return say("pending", `a scan is pending: status ${formatStatus(status)}`);
  if (days !== undefined) {
    if (ageDays === undefined) return say("scan", `it was never checked, and a check may be ${days} days old`);
    if (ageDays > days) return say("scan", `the last check is ${ageDays} days old, more than ${days}`);
  }
  if (!shouldRescan && status === COMPLETED) return say("up-to-date", "it is up to date");
  if (shouldRescan) return say("scan", "should_rescan is true");
  if (status === FAILED) return say("scan", ageDays === undefined ? "it was never scanned" : "the last scan failed");
  return say("none", `no rule applies to status ${formatStatus(status)} with should_rescan false`);
}

/** A status for people: `6 (completed)`. */
export function formatStatus(status: number): string {
  return `${status} (${NAMES[status] ?? "unknown"})`;
}

/** Whether, by the official list, a scan is waiting or under way: scanning, pending, scanned, checking. */
export function isInProgress(status: number): boolean {
  return status >= 2 && status <= 5;
}

/**
 * How many whole days lie between a date of DTR's (RFC 3339, up to nanoseconds) and now; 0 for a date in the future,
 * as clocks differ. Undefined stands for never: the zero date `0001-01-01T00:00:00Z`, no date, or none that can be read.
 */
export function toAgeDays(date: string | undefined, now: Date): number | undefined {
  const time = date === undefined ? Number.NaN : Date.parse(date);
  if (Number.isNaN(time) || time <= ZERO_TIME) return undefined;
  return Math.max(0, Math.floor((now.getTime() - time) / DAY_MS));
}
