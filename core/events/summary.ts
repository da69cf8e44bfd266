import type { Failure } from "../errors/mod.ts";
import type { Severity } from "../finding/mod.ts";

/** Findings by severity. */
export type SeverityCounts = Readonly<Record<Severity, number>>;

/** A target that could not be scanned. */
export interface FailedTarget {
  readonly pipeline: string;
  readonly name: string;
  readonly error: Failure;
}

/** What a run came to. Holds counts and the failed targets, never findings. */
export interface Summary {
  readonly label: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly emitted: number;
  readonly done: number;
  readonly failed: number;
  readonly skipped: number;
  /** All findings by severity, secrets included. */
  readonly severities: SeverityCounts;
  /** Findings by component type and severity. */
  readonly components: Readonly<Record<string, SeverityCounts>>;
  readonly secrets: number;
  readonly failures: readonly FailedTarget[];
  /** The absolute paths of the files that sinks have completed so far. */
  readonly artifacts: readonly string[];
  /** Whether the run ended before all targets were through. */
  readonly interrupted: boolean;
}
