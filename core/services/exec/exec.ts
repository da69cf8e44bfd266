/** Options of `Exec`. */
export interface ExecOptions {
  /** @default The current folder */
  readonly cwd?: string;
  /** The child's whole environment: nothing is inherited, and the program is looked up on its `PATH`. @default The environment of this process */
  readonly env?: Readonly<Record<string, string>>;
  /** What the program reads from its stdin. @default Nothing */
  readonly input?: string;
  /** Kills the process group after this many milliseconds. @default No limit */
  readonly timeoutMs?: number;
  /** How long the group may take to end after TERM before it gets KILL, in milliseconds. @default {5000} */
  readonly killGraceMs?: number;
  /** Writes stdout to this file instead of keeping it; the file is made with mode 0600. */
  readonly stdoutFile?: string;
  /** How much of stdout and of stderr is kept, in bytes; what is over is cut at the front. @default {1_048_576} */
  readonly keepBytes?: number;
  /** Ends the process group when it fires. The run's own signal does, too, unless `ignoresAbort` is set. */
  readonly signal?: AbortSignal;
  /**
   * Starts and goes on although the run was interrupted: for undoing what would stay behind. Interrupted users wait
   * for it, so give it a `timeoutMs`. The end of the run ends it as it ends every child. @default {false}
   */
  readonly ignoresAbort?: boolean;
}

/** How a child process ended. A failure is data here, not an exception. */
export interface ExecResult {
  /** Whether it did anything else than exit with 0. */
  readonly failed: boolean;
  /** Absent when it was killed or could not be started. */
  readonly exitCode?: number;
  /** The signal that ended it: `SIGKILL`. */
  readonly signal?: string;
  /** As it came, final newline included; empty with `stdoutFile`. */
  readonly stdout: string;
  readonly stderr: string;
  /** Whether it was ended because of `timeoutMs`. */
  readonly timedOut: boolean;
  /** Whether it was ended, or not even started, because a signal fired. */
  readonly aborted: boolean;
  /** Why it could not be started: `ENOENT`, `EACCES`. */
  readonly spawnError?: string;
  readonly durationMs: number;
}

/**
 * Starts a program with arguments (never through a shell) and waits for its end. What it has started and left behind
 * ends with it. Neither the arguments nor the environment nor the input are logged.
 *
 * @throws {ScanError} FILE_WRITE when `stdoutFile` cannot be written
 */
export type Exec = (file: string, args: readonly string[], options?: ExecOptions) => Promise<ExecResult>;
