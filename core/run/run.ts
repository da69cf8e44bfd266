import { type Acceptor, createAcceptor } from "../accept/mod.ts";
import type { ResolvedConfig } from "../config/resolved.ts";
import { coreError, isScanError } from "../errors/mod.ts";
import type { Annotator } from "../intel/annotator.ts";
import type { Journal } from "../journal/mod.ts";
import { NO_OWNERS, type Owners, openOwners } from "../owners/mod.ts";
import type { Logger } from "../plugin/context.ts";
import { createLogger } from "../plugin/create_context.ts";
import type { EnginePlugin } from "../plugin/define.ts";
import type { EngineHooks, SourceHooks } from "../plugin/hooks.ts";
import { createLifecycle, type Lifecycle } from "../plugin/lifecycle.ts";
import { toFileReason } from "../services/files/file_error.ts";
import { onAbort } from "../services/on_abort.ts";
import { countRules, openAcceptor, warnOfRules, warnOfUnused } from "./accepting.ts";
import { createDelivery, type Delivery } from "./deliver.ts";
import { localEngine, planEngine } from "./engines.ts";
import type { ObserveOptions, Observers } from "./observers.ts";
import { openAnnotator } from "./open_annotator.ts";
import { type ArtifactReport, type OpenPlugin, openPlugins, openSinks } from "./open_plugins.ts";
import type { OpenRun } from "./open_run.ts";
import { listPlugins, runPreflight, throwProblems } from "./preflight.ts";
import { countTargets } from "./pull.ts";
import { type OpenPipeline, runPipeline } from "./run_pipeline.ts";
import { RunState } from "./run_state.ts";
import { warnOfOwners } from "./warn_of_owners.ts";

/** What one run works with. */
export interface RunOptions extends Omit<OpenRun, "close"> {
  readonly dryRun: boolean;
  /** Opens the journal, of a new run or of the one that is resumed; undefined where none is kept. */
  readonly openJournal: ((log: Logger) => Promise<Journal>) | undefined;
  /** Lets targets that are in work finish, and none begin. */
  readonly drain: AbortSignal | undefined;
  /** Watch the run. */
  readonly observers: Observers;
  /** Interrupts the run, where it is drained and has nothing in work. */
  readonly interrupt: () => void;
}

/**
 * Runs the pipelines of a config one after the other into their sinks.
 *
 * @throws {ScanError} why the run could not begin or go on; what was finished before has reached the sinks
 */
export async function run(config: ResolvedConfig, options: RunOptions): Promise<void> {
  return new Run(config, options).run();
}

/** A run: its steps in their order. */
class Run {
  readonly #config: ResolvedConfig;
  readonly #options: RunOptions;
  /** Fires when no more targets shall begin. */
  readonly #stopping: AbortSignal;
  readonly #log: Logger;
  readonly #state: RunState;
  readonly #lifecycle: Lifecycle;
  readonly #delivery: Delivery;
  /** Until the processors have said what they accept, it accepts nothing. */
  #acceptor: Acceptor = createAcceptor({ rules: [] });
  #owners: Owners = NO_OWNERS;
  readonly #annotator: Annotator | undefined;
  readonly #watching: ObserveOptions;
  #journal: Journal | undefined;

  constructor(config: ResolvedConfig, options: RunOptions) {
    const { drain, stopped, driver, emit } = options;
    this.#config = config;
    this.#options = options;
    this.#stopping = drain ? AbortSignal.any([stopped, drain]) : stopped;
    this.#log = createLogger("core", options);
    this.#state = new RunState({ emit, stopping: this.#stopping });
    this.#lifecycle = createLifecycle({ driver, log: this.#log });
    this.#annotator = openAnnotator(config, this.#log);
    this.#state.sources = () => this.#annotator?.sources();
    this.#delivery = createDelivery({ driver });
    // Observers still watch what an interruption makes of the run: as sinks do, they work to its end.
    this.#watching = { contextOf: options.sinkContextOf, driver, log: this.#log };
  }

  async run(): Promise<void> {
    const { drain, interrupt } = this.#options;
    // What is in work ends by itself; where nothing is, there is nothing to wait for.
    const unlisten = onAbort([drain], () => this.#state.isIdle && interrupt());
    try {
      await this.#state.attempt(() => this.#work());
    } finally {
      unlisten();
      await this.#release();
    }
    await this.#finish();
  }

  async #work(): Promise<void> {
    const { observers } = this.#options;
    await observers.openFirst(this.#watching);
    await this.#preflight();
    await observers.openRest(this.#watching);
    await this.#openJournal();
    this.#acceptor = await openAcceptor(this.#config, this.#options);
    warnOfRules(this.#acceptor.report(), this.#log);
    this.#owners = await openOwners(this.#config.owners);
    const sources = await this.#openSources();
    await this.#start(sources.flat());
    const pipelines = await this.#openPipelines(sources);
    await this.#runPipelines(pipelines);
    await this.#endSinks(pipelines);
  }

  async #preflight(): Promise<void> {
    const { dryRun, driver, contextOf } = this.#options;
    // A dry run starts nothing, so it needs nothing but the lists.
    const plugins = dryRun ? this.#config.pipelines.flatMap(({ sources }) => sources) : listPlugins(this.#config);
    throwProblems(await runPreflight(plugins, { driver, contextOf, configFile: this.#config.file }));
  }

  async #openJournal(): Promise<void> {
    this.#journal = await this.#options.openJournal?.(this.#log);
  }

  /** The sources of each pipeline. */
  async #openSources(): Promise<readonly (readonly OpenPlugin<SourceHooks>[])[]> {
    const { contextOf } = this.#options;
    const open: (readonly OpenPlugin<SourceHooks>[])[] = [];
    for (const { sources } of this.#config.pipelines) {
      open.push(await openPlugins(sources, { lifecycle: this.#lifecycle, contextOf }));
    }
    return open;
  }

  /** Announces the run, with how many targets there are, where that is known. */
  async #start(sources: readonly OpenPlugin<SourceHooks>[]): Promise<void> {
    const { driver, dryRun, run } = this.#options;
    const total = await countTargets(sources, driver);
    if (total === 0) {
      const names = [...new Set(sources.map(({ name }) => name))].join(" and ");
      throw coreError("NOTHING_TO_SCAN", { reason: `${names} emitted no target` });
    }
    const pipelines = this.#config.pipelines.map(({ name }) => name);
    const what = { runId: run.id, label: run.label, startedAt: run.startedAt.toISOString(), pipelines, dryRun };
    this.#state.isStarted = true;
    this.#state.emit({ type: "run.started", ...what, ...(total !== undefined && { total }) });
    if (total !== undefined) await this.#journal?.keepTotal(total);
  }

  /** Sets the sinks up, and puts them and the sources to their pipelines. */
  async #openPipelines(sources: readonly (readonly OpenPlugin<SourceHooks>[])[]): Promise<readonly OpenPipeline[]> {
    const { dryRun, sinkContextOf: contextOf } = this.#options;
    const { pipelines } = this.#config;
    const wanted = dryRun ? [] : pipelines.flatMap((pipeline) => pipeline.sinks);
    const artifact: ArtifactReport = (plugin, path, isExtra) =>
      this.#state.emit({ type: "artifact", plugin, path, ...(isExtra && { isExtra }) });
    const open = await openSinks(wanted, { lifecycle: this.#lifecycle, contextOf, artifact });
    return pipelines.map((pipeline, index) => ({
      pipeline,
      sources: sources[index] ?? [],
      sinks: pipeline.sinks.flatMap((sink) => open.get(sink) ?? []),
    }));
  }

  /** Sets the engine up. Each pipeline opens it for itself. */
  async #setUpEngine(): Promise<OpenPlugin<EngineHooks>> {
    const { dryRun, contextOf } = this.#options;
    const builtIn = (plugin: EnginePlugin) => ({ plugin, options: {} });
    const chosen = dryRun ? builtIn(planEngine()) : (this.#config.engine ?? builtIn(localEngine()));
    const [open] = await openPlugins([chosen], { lifecycle: this.#lifecycle, contextOf });
    return open as OpenPlugin<EngineHooks>;
  }

  async #runPipelines(pipelines: readonly OpenPipeline[]): Promise<void> {
    const state = this.#state;
    const engine = await this.#setUpEngine();
    const [log, journal, stopping] = [this.#log, this.#journal, this.#stopping];
    const rules = { acceptor: this.#acceptor, owners: this.#owners, annotator: this.#annotator };
    const own = { state, delivery: this.#delivery, ...rules, log, journal, stopping, engine };
    for (const open of pipelines) {
      if (state.isStopped) break;
      await state.attempt(async () => {
        state.complaints.push(...(await runPipeline(open, { ...this.#options, ...own })));
      });
      const { name } = open.pipeline;
      if (!state.isStopped && !state.begun.has(name)) this.#log.warn(`The pipeline "${name}" had nothing to scan`);
    }
  }

  async #endSinks(pipelines: readonly OpenPipeline[]): Promise<void> {
    const state = this.#state;
    state.cut();
    this.#endRules();
    state.emit({ type: "run.ending" });
    // Where nothing was begun there is nothing to report: an empty report would look like a clean one.
    const begun = pipelines.filter(({ pipeline }) => state.begun.has(pipeline.name));
    const sinks = [...new Set(begun.flatMap((open) => open.sinks))];
    const { masking } = this.#options;
    await state.attempt(() => this.#delivery.end(sinks, () => masking.summary(state.summarise())));
  }

  /** What a run that has not looked at everything has not found may be there all the same: then no rule counts as unused. */
  #endRules(): void {
    const reports = this.#acceptor.report();
    const isWhole = this.#state.isWhole && !this.#options.dryRun;
    if (isWhole) warnOfUnused(reports, this.#log);
    this.#state.rules = countRules(reports, isWhole);
    if (!this.#state.isStopped) warnOfOwners(this.#owners.report(), this.#log);
  }

  async #release(): Promise<void> {
    this.#state.complaints.push(...(await this.#lifecycle.close()));
  }

  /** Closes the journal, says that the run has finished, and throws what it ends with. */
  async #finish(): Promise<void> {
    const { emit, masking } = this.#options;
    const state = this.#state;
    const error = state.findError({ isKept: false });
    // Of what is only complained about, nothing is left to be resumed.
    const isKept = await this.#closeJournal({ isFinished: error === undefined || state.complaints.includes(error) });
    const isHinted = isScanError(error) && error.code === "ABORTED";
    if (isKept && !isHinted)
      this.#log.info("Finished results are saved. Run the same command with --resume to continue");
    if (state.isStarted) emit({ type: "run.finished", summary: state.summarise() });
    const [unseen] = await this.#options.observers.end();
    if (error !== undefined) throw masking.value(isKept ? state.findError({ isKept }) : error);
    if (unseen !== undefined) throw masking.value(unseen);
  }

  async #closeJournal(how: { readonly isFinished: boolean }): Promise<boolean> {
    try {
      return (await this.#journal?.close(how))?.isKept ?? false;
    } catch (error) {
      this.#log.warn(`Cannot close the journal ${this.#journal?.path}: ${toFileReason(error)}`);
      return false;
    }
  }
}
