import type { ScanError } from "../errors/mod.ts";
import type { Retry } from "../events/event.ts";
import type { Severity } from "../model/severity.ts";
import type { Target } from "../model/target.ts";
import type { OwnerRuleConfig } from "../owners/mod.ts";
import type { Exec } from "../services/exec/exec.ts";
import type { Http } from "../services/http/http.ts";

/** Writes to the run's log and masks secrets. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** The facts of a run that all its plugins share. */
export interface RunInfo {
  /** Random, unique to the run. */
  readonly id: string;
  /** The pipelines' names joined by `+`, or the mode that stands for them: `remote`, `both`. */
  readonly label: string;
  /** When the run began. */
  readonly startedAt: Date;
  /** The absolute folder for reports. */
  readonly outputDir: string;
  /** How many targets are in work at a time at most. @default {1} */
  readonly jobs?: number;
  /** The rules of the config for who the images belong to. Each target has its owner among its labels. */
  readonly owners?: readonly OwnerRuleConfig[];
  /** The least severity that is reported (`--severity`): every target has it, whatever its source says. */
  readonly minSeverity?: Severity;
}

/** The services that a plugin gets. */
export interface PluginContext {
  /** The plugin's own name. */
  readonly plugin: string;
  /** Fires when the run is interrupted, and never otherwise: stop soon, release everything. */
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** The absolute folder that relative paths of the plugin's options start from. */
  readonly cwd: string;
  /** Starts child processes that end when the run is interrupted, stops by itself or ends; clean-ups set `ignoresAbort`. */
  readonly exec: Exec;
  /** Makes HTTP requests, queued by host and retried. */
  readonly http: Http;
  /**
   * Makes a text a secret of the run: from now on it is masked in logs, errors and events. For what was read from a
   * file or given by a program; what the environment holds is masked anyway.
   */
  readonly addSecret: (secret: string) => void;
  readonly run: RunInfo;
}

/** Options for a target, or an item of `mergePull()`, that waits outside its lane. */
export interface LeaveOptions {
  /** Whether it goes on before all that have not begun. @default {false} */
  readonly goesFirst?: boolean;
  /** What takes no longer than this is waited for on the lane, in milliseconds. @default {0} */
  readonly afterMs?: number;
}

/** The services that a processor gets for one target. */
export interface TargetContext extends PluginContext {
  readonly target: Target;
  /** Registers clean-up for this target: run after the last processor, newest first, whatever happened. */
  defer(cleanup: () => MaybePromise<void>): void;
  /**
   * Waits for something without holding this target's lane: others are worked on meanwhile. For waiting alone - before
   * something is tried again, say - and not for work. Then the target stands at the end of the queue, five minutes at
   * most; with `goesFirst`, it goes on as soon as a lane is free. What settles within `afterMs` is waited for on the lane.
   * While 100 targets of a pipeline wait like this, no new ones are taken.
   */
  leaveLane<T>(wait: () => Promise<T>, options?: LeaveOptions): Promise<T>;
  /**
   * Reports that this target has failed and will be tried again: as the event `target.retry`, which a terminal shows beside
   * the target, and as a warning.
   */
  reportRetry(retry: Retry): void;
}

/** The services that a sink gets. */
export interface SinkContext extends PluginContext {
  /**
   * Says that a file of this run is complete under this absolute path. One that is extra stands beside the run's report:
   * where there is a report, scripts are not handed the extra's name.
   */
  artifact(path: string, options?: { readonly isExtra?: boolean }): void;
}

/** What a preflight may use: it throws what keeps a run from starting, and can report more than that. */
export interface PreflightContext extends PluginContext {
  /**
   * Whether somebody asks if all is well (`scan check`) and waits for the answer. Then look also at what takes time, and
   * at what a run would find out by itself: whether registries answer, how old a database is.
   */
  readonly isThorough: boolean;
  /** Whether each target is to be asked for as well (`scan check --images`): one request for each image. */
  readonly asksForTargets: boolean;
  /** Reports what there is, for `scan check`: `Trivy 0.68.2 at "/usr/bin/trivy"`. A run does not show it. */
  note(fact: string): void;
  /**
   * Names a file that the run reads (a list), or that it writes (a report), by its path from {@linkcode PluginContext.cwd}. A
   * run does not start where it would write a file twice, or over one that it reads. What several plugins keep together
   * (an index) they share.
   */
  claim(path: string, use: "reads" | "writes" | "shares"): void;
  /** Reports what a run can start with, but will lose targets by. `scan check` shows it and ends with 4; a run does not. */
  foresee(error: ScanError): void;
}

/** A value, or the promise of one. */
export type MaybePromise<T> = T | Promise<T>;
