import { type ResolveOptions, resolveConfig } from "../config/resolve.ts";
import type { BoundPlugin, ResolvedConfig } from "../config/resolved.ts";
import type { ScanConfig } from "../config/scan_config.ts";
import { coreError } from "../errors/mod.ts";
import type { ScanEvent } from "../events/mod.ts";
import { openJournal } from "../journal/mod.ts";
import type { Logger } from "../plugin/context.ts";
import { createRedactor, type Redactor } from "../services/secrets/redact.ts";
import { Observable } from "./_rxjs.ts";
import { createMasking } from "./masking.ts";
import { Observers } from "./observers.ts";
import { type OpenRun, openRun } from "./open_run.ts";
import { orDrained } from "./or_drained.ts";
import { run } from "./run.ts";

/** Options of `scan()`. */
export interface ScanOptions extends ResolveOptions {
  /** Interrupts the run: no new targets, running ones are stopped, sinks end. */
  readonly signal?: AbortSignal;
  /** Ends the run early without stopping anything: no new targets, those in work are finished, sinks end. */
  readonly drain?: AbortSignal;
  /**
   * Whether a journal of the outcomes is kept beside the reports until the run is finished, so that a run that breaks
   * can be resumed; `journal` of the config comes first. @default {false}
   */
  readonly journal?: boolean;
  /**
   * Resumes an unfinished run of these pipelines and this config, if there is one. Its done and skipped outcomes reach the
   * sinks again, the rest is scanned. `true` takes the run that got furthest, a text the run with this id. Keeps a journal
   * as well. @default {false}
   */
  readonly resume?: boolean | string;
  /**
   * What stands for files that last only as long as the call, by their paths in options: a run with the same options but for
   * these paths can be resumed. @default {{}}
   */
  readonly temporaryFiles?: Readonly<Record<string, string>>;
  /** Stands for the pipelines in the report's name. @default Their names, joined by `+` */
  readonly label?: string;
  /**
   * Whether `processor.started` and `processor.finished` are emitted. @default True where an observer watches
   */
  readonly details?: boolean;
  /** Only says what would be done with each target. @default {false} */
  readonly dryRun?: boolean;
  /** Where secrets to be masked are found. @default {process.env} */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Masks the secrets of the run, and learns those of its plugins: for who shows more than its events. @default One for `env` */
  readonly redactor?: Redactor;
}

/**
 * Runs a config. Nothing happens before the Observable is subscribed to; each subscription is a run of its own;
 * unsubscribing aborts it. It emits what happens, completes when all targets are through (also when some of them
 * failed: those are outcomes), and errors when going on makes no sense: the config or the machine is not fit, a source
 * died, a sink cannot write, the run was interrupted.
 *
 * @example
 * ```ts
 * import { lastValueFrom } from "rxjs";
 * import { defineSource, scan } from "hullscan";
 *
 * const two = defineSource({
 *   name: "two",
 *   setup: () => ({
 *     targets: () =>
 *       ["alpine:3.19", "debian:12"].map((image) => ({
 *         id: `image:${image}`,
 *         kind: "image" as const,
 *         image,
 *         minSeverity: "HIGH" as const,
 *         origin: { from: "example" },
 *       })),
 *   }),
 * });
 * const last = await lastValueFrom(scan({ sources: [two()], processors: [], sinks: [] }));
 * if (last.type !== "run.finished" || last.summary.done !== 2) throw new Error("not both were done");
 * ```
 *
 * @throws {ScanError} CONFIG_INVALID, PREFLIGHT_FAILED, NOTHING_TO_SCAN, ABORTED, and those of the plugins
 */
export function scan(config: ScanConfig, options: ScanOptions = {}): Observable<ScanEvent> {
  return observeRun(() => resolveConfig(config, options), options);
}

/** Runs a config that has been resolved already, with the options that it has been resolved with. */
export function scanResolved(config: ResolvedConfig, options: ScanOptions = {}): Observable<ScanEvent> {
  return observeRun(async () => config, options);
}

function observeRun(resolve: () => Promise<ResolvedConfig>, options: ScanOptions): Observable<ScanEvent> {
  return new Observable((subscriber) => {
    const own = new AbortController();
    const signal = options.signal ? AbortSignal.any([options.signal, own.signal]) : own.signal;
    const interrupt = () => own.abort();
    let isOver = false;
    runOnce(resolve, options, { signal, interrupt, emit: (event) => subscriber.next(event) })
      .finally(() => {
        isOver = true;
      })
      .then(
        () => subscriber.complete(),
        (error) => subscriber.error(error),
      );
    return () => {
      // RxJS also comes here when all is over: that is no interruption.
      if (!isOver) interrupt();
    };
  });
}

interface RunControl {
  readonly signal: AbortSignal;
  readonly interrupt: () => void;
  readonly emit: (event: ScanEvent) => void;
}

async function runOnce(
  resolve: () => Promise<ResolvedConfig>,
  options: ScanOptions,
  control: RunControl,
): Promise<void> {
  const { signal, interrupt, emit } = control;
  const { label, drain, dryRun = false } = options;
  const { redactor = createRedactor(options.env ?? process.env) } = options;
  const config = await resolve().catch((error: unknown) => {
    throw createMasking(redactor).value(error);
  });
  const observers = new Observers(config.observers);
  const { details: isDetailed = config.observers.length > 0 } = options;
  const how = { signal, label, redactor, isDetailed };
  const watched = (event: ScanEvent) => {
    emit(event);
    observers.next(event);
  };
  const { close, ...open } = openRun(config, { ...how, emit: watched });
  const openJournal = dryRun ? undefined : createJournalOpener(config, options, { ...open, signal });
  try {
    await orDrained(run(config, { ...open, dryRun, openJournal, drain, observers, interrupt }), open.driver);
  } finally {
    await close();
  }
}

/** What opens the journal of a run; undefined where none is kept. */
function createJournalOpener(
  config: ResolvedConfig,
  options: ScanOptions,
  { run, driver, contextOf, signal }: Pick<OpenRun, "run" | "driver" | "contextOf"> & { signal: AbortSignal },
) {
  const { path: configPath = "object", resume = false, journal = resume !== false } = options;
  if (resume !== false && config.journal === false)
    throw coreError("USAGE", { reason: "The config keeps no journal to resume" });
  if (!(config.journal ?? (journal || resume !== false))) return undefined;
  async function fingerprint({ plugin: { definition }, options }: BoundPlugin): Promise<string | undefined> {
    const { name } = definition;
    return driver.call(name, "fingerprint", () => definition.fingerprint?.(options, contextOf(name)));
  }
  const { temporaryFiles = {} } = options;
  const identity = { fingerprint, flags: listGivenFlags(options), temporaryFiles };
  return (log: Logger) => openJournal(config, { run, signal, configPath, resume, log, ...identity });
}

/** The flags that have set options, by `plugin.option`. */
function listGivenFlags({ pluginOptions = {}, flagOf = {} }: ResolveOptions): Readonly<Record<string, string>> {
  const keys = Object.entries(pluginOptions).flatMap(([plugin, set]) =>
    Object.keys(set).map((key) => `${plugin}.${key}`),
  );
  return Object.fromEntries(keys.flatMap((key) => (flagOf[key] === undefined ? [] : [[key, flagOf[key]]])));
}
