import type { Outcome } from "../model/outcome.ts";
import type { Target } from "../model/target.ts";
import type { Summary } from "./summary.ts";

/** How loud a log line is. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** What happens in a run, in order. Secrets are masked in all texts. */
export type ScanEvent =
  | RunStarted
  | PipelineStarted
  | TargetStarted
  | TargetFinished
  | ArtifactReady
  | LogWritten
  | RunEnding
  | RunFinished;

/** Everything is checked; the first pipeline is about to start. */
export interface RunStarted {
  readonly type: "run.started";
  readonly runId: string;
  readonly label: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly pipelines: readonly string[];
  /** How many targets there will be, where the sources know. */
  readonly total?: number;
  /** Whether targets are only planned: they end as skipped, with what would be done as the reason. */
  readonly dryRun: boolean;
}

/** A pipeline begins; its processors are being set up. */
export interface PipelineStarted {
  readonly type: "pipeline.started";
  readonly pipeline: string;
  readonly jobs: number;
}

/** A lane took a target. */
export interface TargetStarted {
  readonly type: "target.started";
  readonly pipeline: string;
  readonly target: Target;
}

/** A target ended and all sinks have seen it. */
export interface TargetFinished {
  readonly type: "target.finished";
  readonly pipeline: string;
  readonly outcome: Outcome;
}

/** A sink has completed a file. */
export interface ArtifactReady {
  readonly type: "artifact";
  readonly plugin: string;
  /** Absolute. */
  readonly path: string;
}

/** A plugin or the core has something to say. */
export interface LogWritten {
  readonly type: "log";
  readonly level: LogLevel;
  /** The plugin, or `core`. */
  readonly plugin: string;
  readonly message: string;
}

/** All targets are through; the sinks are about to end. */
export interface RunEnding {
  readonly type: "run.ending";
}

/** All sinks have ended. The last event of every run that was started. */
export interface RunFinished {
  readonly type: "run.finished";
  readonly summary: Summary;
}
