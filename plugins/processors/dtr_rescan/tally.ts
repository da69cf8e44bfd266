import type { DtrRescanOptions } from "./options.ts";

/** What became of a tag. */
export type Fate = "scan" | "up-to-date" | "pending" | "none" | "no-platform" | "failed";

/** Counts what became of the tags of a run. */
export interface Tally {
  add(fate: Fate): void;
  /** All counts in one line. */
  toText(): string;
}

const SCAN = { request: "requested", plan: "to be requested", select: "to be scanned" } as const;

/** Makes a tally that begins at zero. */
export function createTally(action: DtrRescanOptions["action"]): Tally {
  const counts = { scan: 0, "up-to-date": 0, pending: 0, none: 0, "no-platform": 0, failed: 0 };
  return {
    add(fate) {
      counts[fate] += 1;
    },
    toText() {
      const parts = [
        `${counts.scan} ${SCAN[action]}`,
        `${counts["up-to-date"]} up to date`,
        `${counts.pending} pending`,
        ...(counts.none > 0 ? [`${counts.none} that no rule applies to`] : []),
        ...(counts["no-platform"] > 0 ? [`${counts["no-platform"]} without a platform`] : []),
        `${counts.failed} failed`,
      ];
      return `Images: ${parts.join(", ")}`;
    },
  };
}
