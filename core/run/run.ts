import type { ResolvedConfig } from "../config/resolved.ts";
import { coreError, isScanError } from "../errors/mod.ts";
import { emptySummary, foldSummary, type ScanEvent, type Summary } from "../events/mod.ts";
import type { Journal } from "../journal/mod.ts";
import type { Logger } from "../plugin/context.ts";
import { createLogger } from "../plugin/create_context.ts";
import type { SourceHooks } from "../plugin/hooks.ts";
import { createLifecycle } from "../plugin/lifecycle.ts";
import { toFileReason } from "../services/files/file_error.ts";
import { onAbort } from "../services/on_abort.ts";
import { countTargets } from "./count_targets.ts";
import { createDelivery } from "./deliver.ts";
import { listPlugins } from "./list_plugins.ts";
import { openPlugins, openSinks } from "./open.ts";
import type { OpenRun } from "./open_run.ts";
import type { Opened } from "./opened.ts";
import { runPreflight, throwProblems } from "./preflight.ts";
import { type PipelineRun, runPipeline } from "./run_pipeline.ts";
import { findRunError } from "./verdict.ts";

/** What one run works with. */
export interface RunOptions extends Omit<OpenRun, "close"> {
  readonly dryRun: boolean;
  /** Opens the journal, of a new run or of the one that is resumed; undefined where none is kept. */
  readonly openJournal: ((log: Logger) => Promise<Journal>) | undefined;
  readonly signal: AbortSignal;
  /** Lets targets that are in work finish, and none begin. */
  readonly drain: AbortSignal | undefined;
  readonly abort: () => void;
}

/**
 * Runs the pipelines of a config one after the other into their sinks: preflight, set-up, targets, end, release.
 *
 * @throws {ScanError} why the run could not begin or go on; what was finished before has reached the sinks
 */
export async function runPipelines(config: ResolvedConfig, options: RunOptions): Promise<void> {
  const { run, driver, contextOf, sinkContextOf, masking, dryRun, signal, drain } = options;
  const stopping = drain ? AbortSignal.any([signal, drain]) : signal;
  const clock = performance.now();
  const log = createLogger("core", options);
  const lifecycle = createLifecycle({ driver, log });
  const delivery = createDelivery({ driver });
  const failures: unknown[] = [];
  // What plugins say at their end does not keep others from their work.
  const complaints: unknown[] = [];
  const begun = new Set<string>();
  let started = false;
  let inWork = 0;
  let summary = emptySummary();
  let journal: Journal | undefined;
  /** Known when the sinks begin to end: what happens then stops no target any more. */
  let isCut: boolean | undefined;

  function emit(event: ScanEvent): void {
    if (event.type === "target.started") {
      begun.add(event.pipeline);
      inWork += 1;
    }
    if (event.type === "target.finished") inWork -= 1;
    summary = foldSummary(summary, event);
    options.emit(event);
  }

  function isStopped(): boolean {
    return stopping.aborted || failures.length > 0;
  }

  function summarise(): Summary {
    const durationMs = Math.round(performance.now() - clock);
    return { ...summary, durationMs, interrupted: isCut ?? isStopped() };
  }

  async function attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      failures.push(error);
    }
  }

  async function openRuns(): Promise<readonly PipelineRun[]> {
    const artifact = (plugin: string, path: string) => emit({ type: "artifact", plugin, path });
    const sources: (readonly Opened<SourceHooks>[])[] = [];
    for (const pipeline of config.pipelines) {
      sources.push(await openPlugins(pipeline.sources, { lifecycle, contextOf }));
    }
    const total = await countTargets(sources.flat(), driver);
    if (total === 0) throw coreError("NOTHING_TO_SCAN", { reason: `no target comes from ${sourceNames(sources)}` });
    const pipelines = config.pipelines.map((pipeline) => pipeline.name);
    const { id: runId, label } = run;
    const startedAt = run.startedAt.toISOString();
    started = true;
    emit({ type: "run.started", runId, label, startedAt, pipelines, dryRun, ...(total !== undefined && { total }) });
    if (total !== undefined) await journal?.keepTotal(total);
    const wanted = dryRun ? [] : config.pipelines.flatMap((pipeline) => pipeline.sinks);
    const sinks = await openSinks(wanted, { lifecycle, contextOf: sinkContextOf, artifact });
    return config.pipelines.map((pipeline, index) => ({
      pipeline,
      sources: sources[index] ?? [],
      sinks: pipeline.sinks.flatMap((sink) => sinks.get(sink) ?? []),
    }));
  }

  async function runAll(): Promise<void> {
    // A dry run starts nothing, so it needs nothing but the lists.
    const plugins = dryRun ? config.pipelines.flatMap((pipeline) => pipeline.sources) : listPlugins(config);
    throwProblems(await runPreflight(plugins, { driver, contextOf, configFile: config.file }));
    journal = await options.openJournal?.(log);
    const runs = await openRuns();
    let positions = 0;
    const nextPosition = () => positions++;
    const parts = { ...options, emit, delivery, journal, log, masking, nextPosition, stopping };
    for (const one of runs) {
      if (failures.length > 0 || stopping.aborted) break;
      await attempt(async () => void complaints.push(...(await runPipeline(one, parts))));
      const isEmpty = !isStopped() && !begun.has(one.pipeline.name);
      if (isEmpty) log.warn(`The pipeline "${one.pipeline.name}" had nothing to scan`);
    }
    isCut = isStopped();
    emit({ type: "run.ending" });
    // Where nothing was begun there is nothing to report: an empty report would look like a clean one.
    const sinks = [...new Set(runs.flatMap((one) => (begun.has(one.pipeline.name) ? one.sinks : [])))];
    await attempt(() => delivery.end(sinks, () => masking.summary(summarise())));
  }

  async function closeJournal(how: { readonly isFinished: boolean }): Promise<boolean> {
    try {
      return (await journal?.close(how))?.isKept ?? false;
    } catch (error) {
      log.warn(`Cannot close the journal ${journal?.path}: ${toFileReason(error)}`);
      return false;
    }
  }

  // What is in work ends by itself; where nothing is, there is nothing to wait for.
  const unlisten = onAbort([drain], () => inWork === 0 && options.abort());
  try {
    await attempt(runAll);
  } finally {
    unlisten();
    complaints.push(...(await lifecycle.close()));
  }
  const ending = { failures, complaints, isStopped: stopping.aborted, summary };
  const verdict = findRunError(ending);
  // Of what is only complained about, nothing is left to be resumed.
  const isKept = await closeJournal({ isFinished: verdict === undefined || complaints.includes(verdict) });
  const error = isKept ? findRunError({ ...ending, isKept }) : verdict;
  const isHinted = isScanError(error) && error.code === "ABORTED";
  if (isKept && !isHinted) log.info("Finished results are saved. Run the same command with --resume to continue");
  if (started) options.emit({ type: "run.finished", summary: summarise() });
  if (error !== undefined) throw masking.value(error);
}

/** `image_list`, `image_list and dtr_namespaces`. */
function sourceNames(sources: readonly (readonly Opened<SourceHooks>[])[]): string {
  return [...new Set(sources.flat().map(({ name }) => name))].join(" and ");
}
