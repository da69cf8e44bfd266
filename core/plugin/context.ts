import type { Exec } from "../services/exec.ts";
import type { Http } from "../services/http.ts";
import type { Target } from "./target.ts";

/** Writes to the run's log; secrets are masked on the way. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** What is the same for all plugins of a run. */
export interface RunInfo {
  /** Random, unique to the run. */
  readonly id: string;
  /** The pipelines' names joined by `+`, or the mode that stands for them: `remote`, `both`. */
  readonly label: string;
  /** When the run began. */
  readonly startedAt: Date;
  /** The absolute folder for reports. */
  readonly outputDir: string;
}

/** What a plugin may use. */
export interface PluginContext {
  /** The plugin's own name. */
  readonly plugin: string;
  /** Fires when the run is interrupted: stop soon, release everything. */
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** The absolute folder that relative paths of the plugin's options start from. */
  readonly cwd: string;
  /** Starts child processes that end when the run is interrupted or ends; clean-ups set `ignoresAbort`. */
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

/** What a processor may use for one target. */
export interface TargetContext extends PluginContext {
  readonly target: Target;
  /** Which try this is, from 1. */
  readonly attempt: number;
  /** Registers clean-up for this target: run after the last processor, newest first, whatever happened. */
  defer(cleanup: () => MaybePromise<void>): void;
}

/** What a sink may use. */
export interface SinkContext extends PluginContext {
  /** Says that a file of this run is complete under this absolute path. */
  artifact(path: string): void;
}

/** A value, or the promise of one. */
export type MaybePromise<T> = T | Promise<T>;
