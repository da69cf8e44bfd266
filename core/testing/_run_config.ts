import { resolveConfig } from "../config/resolve.ts";
import type { ScanConfig } from "../config/scan_config.ts";
import { isScanError } from "../errors/mod.ts";
import type { ScanEvent, Summary } from "../events/mod.ts";
import type { Journal } from "../journal/mod.ts";
import type { Outcome } from "../model/outcome.ts";
import { Observers } from "../run/observers.ts";
import { openRun } from "../run/open_run.ts";
import { orDrained } from "../run/or_drained.ts";
import { run } from "../run/run.ts";
import { createRedactor } from "../services/secrets/redact.ts";

interface RunConfigOptions extends TestRunOptions {
  /** What comes of the targets, in their order, without any processor. */
  readonly outcomes?: readonly Outcome[];
  /** How many targets are taken before the source is closed. */
  readonly take?: number | undefined;
}

/** Runs a config as `scan()` does, and gathers what is said. An interruption that the test wants is no error. */
export async function runConfig(config: ScanConfig, options: RunConfigOptions = {}): Promise<TestRun> {
  const { cwd = process.cwd(), outputDir = cwd, label = "test", env, outcomes, take = Infinity } = options;
  const events: ScanEvent[] = [];
  const logs: string[] = [];
  let summary: Summary | undefined;
  let taken = 0;
  const enough = new AbortController();
  const own = new AbortController();
  const signal = options.signal === undefined ? own.signal : AbortSignal.any([options.signal, own.signal]);

  const resolved = await resolveConfig(config, { cwd, outputDir, path: "of the test" });
  const observers = new Observers(resolved.observers);

  function emit(event: ScanEvent): void {
    observers.next(event);
    events.push(event);
    if (event.type === "log") logs.push(`${event.level}: ${event.message}`);
    if (event.type === "run.finished") summary = event.summary;
    if (event.type !== "target.started") return;
    taken += 1;
    if (taken >= take) enough.abort();
  }

  const { close, ...open } = openRun(resolved, {
    ...{ signal, emit, label, redactor: createRedactor(env ?? process.env) },
    isDetailed: true,
  });
  const openJournal = outcomes && (async () => createReplayJournal(outcomes));
  const ends = { drain: enough.signal, interrupt: () => own.abort() };
  try {
    await orDrained(run(resolved, { ...open, ...ends, dryRun: false, observers, openJournal }), open.driver);
  } catch (error) {
    const isWanted = options.signal?.aborted || enough.signal.aborted;
    if (!isWanted || !isScanError(error) || error.code !== "ABORTED" || summary === undefined) throw error;
  } finally {
    await close();
  }
  if (summary === undefined) throw new TypeError("The run has no summary");
  return { events, logs, summary, artifacts: [...summary.artifacts, ...summary.extraArtifacts] };
}

/** A journal that knows what comes of each target, so that sinks see just these outcomes. It keeps nothing. */
function createReplayJournal(outcomes: readonly Outcome[]): Journal {
  const left = [...outcomes];
  return {
    path: "",
    replay: async () => left.shift(),
    keepTotal: async () => {},
    append: async () => {},
    close: async () => ({ isKept: false }),
  };
}

/** Options that all runners share. */
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

/** The events, log lines, summary and files of a run. */
export interface TestRun {
  readonly events: readonly ScanEvent[];
  /** The log lines, as `warn: text`, secrets masked. A plugin that could not be disposed of is among them. */
  readonly logs: readonly string[];
  readonly summary: Summary;
  /** The absolute paths of the files that were said to be complete. */
  readonly artifacts: readonly string[];
}
