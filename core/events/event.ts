import type { Failure, IntelSources, SeverityCounts } from "../model/mod.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Target } from "../model/target.ts";
import type { ImageTotals } from "./image_totals.ts";

/** The level of a log line. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** What happens in a run, in order. Secrets are masked in all texts. */
export type ScanEvent =
  | RunStarted
  | PipelineStarted
  | TargetStarted
  | ProcessorStarted
  | ProcessorFinished
  | TargetRetried
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

/**
 * A processor takes a target. Those that look ahead take it before it is started. An engine that runs processors elsewhere
 * need not say so. Emitted where an observer watches, or with `details` of `scan()`.
 */
export interface ProcessorStarted {
  readonly type: "processor.started";
  readonly pipeline: string;
  /** The target's id. */
  readonly target: string;
  readonly plugin: string;
  /** What it does with the target, in a word: `scanning`. Absent where it does not say. */
  readonly activity?: string;
}

/** A processor has failed with a target, and will try again. A line of the log says the same. */
export interface TargetRetried extends Retry {
  readonly type: "target.retry";
  readonly pipeline: string;
  /** The target's id. */
  readonly target: string;
  readonly plugin: string;
}

/** What is tried again, and why. */
export interface Retry {
  /** The attempt that comes next; the first repetition is 2. */
  readonly attempt: number;
  /** How many attempts there are at most. */
  readonly of: number;
  /** The code of the error: `REGISTRY_RATE_LIMITED`. */
  readonly code: string;
  /** The message of the error. */
  readonly reason: string;
  /** How long it waits before, in milliseconds. */
  readonly delayMs: number;
}

/** A processor has finished a target. */
export interface ProcessorFinished {
  readonly type: "processor.finished";
  readonly pipeline: string;
  /** The target's id. */
  readonly target: string;
  readonly plugin: string;
  /** Milliseconds, by a monotonic clock. */
  readonly durationMs: number;
  /** `skipped`: the target needs no more processors. */
  readonly status: "done" | "skipped" | "failed";
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
  /** Set where it stands beside the run's report. */
  readonly isExtra?: true;
}

/** A plugin or the core has something to say. */
export interface LogWritten {
  readonly type: "log";
  readonly level: LogLevel;
  /** The plugin, or `core`. */
  readonly plugin: string;
  readonly message: string;
  /** Set where a `target.retry` before it says the same. */
  readonly isRetry?: true;
}

/** All targets are through; the sinks are about to end. */
export interface RunEnding {
  readonly type: "run.ending";
}

/** All sinks have ended. The last event of every run that was started; only what observers log at their end comes after it. */
export interface RunFinished {
  readonly type: "run.finished";
  readonly summary: Summary;
}

/** A target that could not be scanned. */
export interface FailedTarget {
  readonly pipeline: string;
  readonly name: string;
  readonly error: Failure;
}

/** What a run and an earlier one differ in. */
export interface ComparisonTotals {
  /** What it is compared with, for people: `the run of 2026-11-20 10:00`. */
  readonly with: string;
  /** How many targets were compared. */
  readonly targets: number;
  /** How many of them have nothing to compare with: all that was found in them is new. */
  readonly first: number;
  /** New findings by severity. */
  readonly news: Readonly<SeverityCounts>;
  /** How many findings are not there any more. */
  readonly gone: number;
}

/** The summary of a run: counts and failed targets, no findings. */
export interface Summary {
  readonly label: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** Milliseconds, by a monotonic clock; 0 as long as the run goes on. */
  readonly durationMs: number;
  /** How many targets were begun: of a run that comes to its end, all that the sources have given. */
  readonly emitted: number;
  readonly done: number;
  /** How many of those that are done a scanner has looked at: they have findings, or none. */
  readonly scanned: number;
  readonly failed: number;
  readonly skipped: number;
  /** How many of the done ones have findings of an earlier run, which still hold. */
  readonly cached: number;
  /** How many of the done ones were known from an earlier scan, and matched again with this run's database. */
  readonly rematched: number;
  /** How many of these were through in the run that is resumed. */
  readonly replayed: number;
  /** Only of a dry run: how many of the skipped ones would be scanned. */
  readonly planned?: number;
  /** Only of a dry run: for how many of them the result of an earlier run would be used again. */
  readonly unchanged?: number;
  /** All findings by severity, secrets included, without those that are accepted. */
  readonly severities: Readonly<SeverityCounts>;
  /** The accepted findings by severity: nothing else in here counts them. */
  readonly accepted: Readonly<SeverityCounts>;
  /**
   * How many of the rules for accepted findings have ended, and how many match nothing: 0 where the run has not looked at
   * all of its targets. Absent where there are no rules, and before the end.
   */
  readonly rules?: { readonly ended: number; readonly unused: number };
  /** The data about exploits that the findings were looked up in. Absent where none were, and before the end. */
  readonly intel?: IntelSources;
  /**
   * The findings that are known to be exploited, without those that are accepted, and how many targets have some. Absent where
   * there are none.
   */
  readonly exploited?: { readonly findings: number; readonly targets: number };
  /** Findings by component type and severity. */
  readonly components: Readonly<Record<string, Readonly<SeverityCounts>>>;
  readonly secrets: number;
  /** How many targets have secrets. */
  readonly secretTargets: number;
  /** The same findings, those of an image counted once for all its names. */
  readonly byImage: ImageTotals;
  /** How many of the done ones have caveats: they are not clean, also where nothing was found. */
  readonly withCaveats: number;
  /** How many have each of them, by code. */
  readonly caveats: Readonly<Record<string, number>>;
  /** What is new since an earlier run. Absent where nothing was compared. */
  readonly comparison?: ComparisonTotals;
  readonly failures: readonly FailedTarget[];
  /** The absolute paths of the files that sinks have completed so far. */
  readonly artifacts: readonly string[];
  /** Those that stand beside the run's report. */
  readonly extraArtifacts: readonly string[];
  /** How many targets there are, where the sources know. */
  readonly total?: number;
  /** Whether the run ended before all targets were through. */
  readonly interrupted: boolean;
}
