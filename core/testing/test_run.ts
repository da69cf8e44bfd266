import type { ScanEvent, Summary } from "../events/mod.ts";

/** How a test runs a plugin. */
export interface TestRunOptions {
  /** The absolute folder that relative paths of options start from. @default The current folder */
  readonly cwd?: string;
  /** The absolute folder for reports. @default The same as cwd */
  readonly outputDir?: string;
  /** Interrupts the run. That is not an error then: what came of it is given, and `summary.interrupted` says so. */
  readonly signal?: AbortSignal;
  /** What stands in reports' names. @default {"test"} */
  readonly label?: string;
  /** Where secrets are found that logs and errors mask. @default {process.env} */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** What a run said. */
export interface TestRun {
  readonly events: readonly ScanEvent[];
  /** The log lines, as `warn: text`, secrets masked. A plugin that could not be disposed of is among them. */
  readonly logs: readonly string[];
  readonly summary: Summary;
  /** The absolute paths of the files that were said to be complete. */
  readonly artifacts: readonly string[];
}
