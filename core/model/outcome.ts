import type { Comparison } from "./comparison.ts";
import type { Failure } from "./failure.ts";
import type { ScanData } from "./record.ts";
import type { Target } from "./target.ts";

interface OutcomeBase {
  readonly target: Target;
  /** What the processors found out, also where a later one failed. */
  readonly data: Readonly<Partial<ScanData>>;
  /** The pipeline's name in the config. */
  readonly pipeline: string;
  /** ISO 8601, UTC, milliseconds. */
  readonly startedAt: string;
  /** ISO 8601, UTC, milliseconds. */
  readonly finishedAt: string;
  /** Milliseconds in work, by a monotonic clock; with what was looked up about the target before its turn. */
  readonly durationMs: number;
  /**
   * Its place among all targets of the run, in the order in which the sources emitted them, from 0. Outcomes come in the
   * order in which targets finish.
   */
  readonly position?: number;
  /** Set where this is what a run came to that was broken off and is now resumed; the times are those of that run. */
  readonly replayed?: true;
  /** How it compares with an earlier run. Absent where there is none, and where it was not scanned. */
  readonly comparison?: Comparison;
}

/** The target was scanned. */
export interface DoneOutcome extends OutcomeBase {
  readonly status: "done";
}

/** The target could not be scanned. */
export interface FailedOutcome extends OutcomeBase {
  readonly status: "failed";
  readonly error: Failure;
}

/** The target needed no scan. */
export interface SkippedOutcome extends OutcomeBase {
  readonly status: "skipped";
  readonly reason: string;
  /** Set in a dry run where it would not be skipped: the reason is what would be done. */
  readonly planned?: true;
  /** Set in a dry run where the result of an earlier run would be used again. */
  readonly unchanged?: true;
}

/** How one target ended. Each target ends in exactly one outcome, and each sink sees it exactly once. */
export type Outcome = DoneOutcome | FailedOutcome | SkippedOutcome;
