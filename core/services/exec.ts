/** How a child process is run. */
export interface ExecOptions {
  /** @default The current folder */
  readonly cwd?: string;
  /** The child's whole environment: nothing is inherited. @default The environment of this process */
  readonly env?: Readonly<Record<string, string>>;
  /** Kills the process group after this many milliseconds. @default No limit */
  readonly timeoutMs?: number;
  /** How long the group may take to end after TERM before it gets KILL, in milliseconds. @default {5000} */
  readonly killGraceMs?: number;
  /** Writes stdout to this file instead of keeping it; the file is made with mode 0600. */
  readonly stdoutFile?: string;
  /** How much of stdout and of stderr is kept, in bytes; what is over is cut at the front. @default {1_048_576} */
  readonly keepBytes?: number;
  /** Ends the process group when it fires. The run's own signal always does. */
  readonly signal?: AbortSignal;
}

/** How a child process ended. Failure is data here, never an exception. */
export interface ExecResult {
  /** Whether it did anything else than exit with 0. */
  readonly failed: boolean;
  /** Absent when it was killed or could not be started. */
  readonly exitCode?: number;
  /** The signal that ended it: `SIGKILL`. */
  readonly signal?: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
  readonly aborted: boolean;
  /** Why it could not be started: `ENOENT`, `EACCES`. */
  readonly spawnError?: string;
  readonly durationMs: number;
}

/** Starts a program with arguments (never through a shell) and waits for its end. */
export type Exec = (file: string, args: readonly string[], options?: ExecOptions) => Promise<ExecResult>;
