import { coreError } from "../errors/mod.ts";
import { formatUnreached, type Summary } from "../events/mod.ts";

/** What is known when a run has come to its end. */
export interface Ending {
  /** The errors that ended it, in order. */
  readonly failures: readonly unknown[];
  /** What plugins have said at their end, when all else was done. */
  readonly complaints: readonly unknown[];
  /** Whether it was stopped before all targets were through. */
  readonly isStopped: boolean;
  readonly summary: Summary;
  /** Whether the journal is kept, so that the run can be resumed. @default {false} */
  readonly isKept?: boolean;
}

/** The error that a run ends with; undefined when it has finished. No target may be missing from its sums. */
export function findRunError({ failures, complaints, isStopped, summary, isKept = false }: Ending): unknown {
  const { emitted, done, failed, skipped, artifacts } = summary;
  const accounted = done + failed + skipped;
  if (failures.length > 0) return failures[0];
  if (accounted !== emitted) return coreError("LOST_TARGETS", { emitted, accounted });
  if (isStopped) {
    const reason = formatUnreached(summary) ?? "not all targets were reached";
    return coreError("ABORTED", { reason, isReported: artifacts.length > 0, isKept });
  }
  return emitted === 0 ? coreError("NOTHING_TO_SCAN", { reason: "the sources gave no target" }) : complaints[0];
}
