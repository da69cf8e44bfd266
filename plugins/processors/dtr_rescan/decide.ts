import type { Decision, DtrScanSummary } from "../../lib/clients/dtr/mod.ts";
import { toAgeDays } from "./age.ts";
import { COMPLETED, FAILED, formatStatus } from "./status.ts";

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
