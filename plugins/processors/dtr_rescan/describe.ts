import type { DtrReview } from "../../lib/clients/dtr/mod.ts";
import { formatStatus } from "./status.ts";

/** Tells a review in one line: what is done (`scan requested`) and why, and what DTR knows of the last scan. */
export function describeReview(review: DtrReview, deed: string): string {
  const { os, architecture, lastScanStatus, shouldRescan, checkCompletedAt, ageDays, reason } = review;
  const facts = [
    os !== null && architecture !== null ? `${os}/${architecture}` : "no platform",
    lastScanStatus === null ? "no status" : `status ${formatStatus(lastScanStatus)}`,
    ...(shouldRescan === null ? [] : [`should_rescan ${shouldRescan}`]),
    ageDays === null
      ? "never checked"
      : `last check ${checkCompletedAt}, ${ageDays} ${ageDays === 1 ? "day" : "days"} ago`,
  ];
  return `${deed}: ${reason} (${facts.join(", ")})`;
}
