import type { Acceptor } from "../accept/mod.ts";
import type { ResolvedPipeline } from "../config/resolved.ts";
import { coreError, type ScanError, toScanError } from "../errors/mod.ts";
import type { Annotator } from "../intel/annotator.ts";
import type { Journal } from "../journal/mod.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Target } from "../model/target.ts";
import type { Owners } from "../owners/mod.ts";
import type { Logger } from "../plugin/context.ts";
import type { Engine, EnginePipeline, Lane, Prepared } from "../plugin/engine.ts";
import type { EngineHooks, SourceHooks } from "../plugin/hooks.ts";
import { createLifecycle, type Lifecycle } from "../plugin/lifecycle.ts";
import { lastValueFrom, type Observable } from "./_rxjs.ts";
import type { Delivery } from "./deliver.ts";
import { openEngine } from "./engines.ts";
import { createLocalEngine } from "./local_engine.ts";
import { lookAhead } from "./look_ahead.ts";
import { mergePull } from "./merge_pull.ts";
import { type OpenPlugin, type OpenSink, openPlugins } from "./open_plugins.ts";
import type { OpenRun } from "./open_run.ts";
import { openPlanEngine } from "./plan_engine.ts";
import { pull } from "./pull.ts";
import type { RunState } from "./run_state.ts";

/** What the pipelines of one run share. */
export interface PipelineParts
  extends Pick<OpenRun, "run" | "driver" | "contextOf" | "masking" | "emit" | "emitDetail" | "stopped" | "stop"> {
  readonly state: RunState;
  readonly delivery: Delivery;
  readonly log: Logger;
  readonly engine: OpenPlugin<EngineHooks>;
  /** Where outcomes are kept before the sinks see them, and where those of a resumed run come from. */
  readonly journal: Journal | undefined;
  /** Marks accepted findings, behind the journal: a run that is resumed goes by the rules of its own day. */
  readonly acceptor: Acceptor;
  /** Knows whose a target is, behind the journal as well. */
  readonly owners: Owners;
  /** Adds what is known about exploits, behind the journal, too; undefined where the run does without. */
  readonly annotator: Annotator | undefined;
  /** Fires when no more targets shall begin: when the run is stopped, or before. */
  readonly stopping: AbortSignal;
}

/** A pipeline whose sources and sinks are at work. */
export interface OpenPipeline {
  readonly pipeline: ResolvedPipeline;
  readonly sources: readonly OpenPlugin<SourceHooks>[];
  readonly sinks: readonly OpenSink[];
}

/** What is known of a target when its turn comes. */
interface Known {
  /** What came of it in the run that is resumed. */
  readonly replayed?: Outcome | undefined;
  readonly prepared?: Prepared | undefined;
}

/** A target, and what is being found out about it: its lane waits for that, and no other one does. */
interface Waiting {
  readonly target: Target;
  /** As its source names it: without the owner that the config adds. The journal knows it so. */
  readonly named: Target;
  /** See {@linkcode Outcome}. */
  readonly position: number;
  readonly known: Promise<Known>;
}

/** How many targets are being prepared before their turn: as many as one registry is asked for at a time. */
const AHEAD = 8;
/** How many targets may wait without a lane before no more are taken. */
const MAX_AWAY = 100;
/** How a lane waits for what is being found out: one that a registry keeps waiting must not keep the others waiting. */
const PATIENCE = { goesFirst: true, afterMs: 500 };

/**
 * Runs one pipeline: targets are pulled, processed and delivered, `jobs` at a time; where the first processors look
 * ahead, they are a few targets ahead of that. Returns what its processors say at their end: that the run has failed
 * although all targets are through.
 */
export async function runPipeline(open: OpenPipeline, parts: PipelineParts): Promise<readonly ScanError[]> {
  const { name, jobs } = open.pipeline;
  const lifecycle = createLifecycle(parts);
  const over = new AbortController();
  const stopping = AbortSignal.any([parts.stopping, over.signal]);
  let engine: Engine | undefined;
  let work: PipelineWork | undefined;
  let complaints: readonly ScanError[] = [];
  try {
    parts.state.emit({ type: "pipeline.started", pipeline: name, jobs });
    engine = await openEngine(parts.engine, describePipeline(open.pipeline, parts, lifecycle), parts.driver);
    work = new PipelineWork(open, parts, engine);
    await lastValueFrom(work.start(stopping), { defaultValue: undefined });
    if (!stopping.aborted) work.checkSums();
  } finally {
    // A source that waits for something waits no longer, and no plugin is released that is still asked something.
    over.abort();
    await work?.settle();
    try {
      await engine?.close?.();
    } finally {
      complaints = await lifecycle.close();
    }
  }
  return complaints;
}

/** A pipeline as its engine sees it. */
export function describePipeline(
  { name, jobs, processors }: ResolvedPipeline,
  {
    driver,
    contextOf,
    emit,
    emitDetail,
    stopped,
  }: Pick<OpenRun, "driver" | "contextOf" | "emit" | "emitDetail" | "stopped">,
  lifecycle: Lifecycle,
): EnginePipeline {
  return {
    name,
    jobs,
    processors: processors.map(({ plugin }) => plugin.definition.name),
    signal: stopped,
    async openHere() {
      const open = await openPlugins(processors, { lifecycle, contextOf });
      const others = processors.findIndex(({ plugin }) => plugin.definition.looksAhead !== true);
      const aheadCount = others === -1 ? processors.length : others;
      const how = { pipeline: name, processors: open, aheadCount };
      return createLocalEngine({ ...how, driver, signal: stopped, emit, emitDetail });
    },
    openPlan: () => openPlanEngine({ pipeline: name, processors, driver, lifecycle, contextOf }),
  };
}

/** The work on the targets of one pipeline: prepared, processed, kept, delivered. */
class PipelineWork {
  readonly #open: OpenPipeline;
  readonly #parts: PipelineParts;
  readonly #engine: Engine;
  /** What is being found out about targets whose turn may never come. */
  readonly #ahead = new Set<Promise<Known>>();
  #pulled = 0;
  #begun = 0;

  constructor(open: OpenPipeline, parts: PipelineParts, engine: Engine) {
    this.#open = open;
    this.#parts = parts;
    this.#engine = engine;
  }

  /** The work itself, in lanes. It ends early with `stopping`. */
  start(stopping: AbortSignal): Observable<void> {
    const { driver, run } = this.#parts;
    const targets = pull(this.#open.sources, {
      driver,
      signal: stopping,
      onTarget: () => {
        this.#pulled += 1;
      },
      minSeverity: run.minSeverity,
    });
    const lanes = { lanes: this.#open.pipeline.jobs, maxAway: MAX_AWAY };
    const work = (waiting: Waiting, lane: Lane) => this.#work(waiting, lane);
    if (!this.#engine.prepare) {
      return mergePull(targets, { ...lanes, work: (target, lane) => work(this.#prepare(target), lane) });
    }
    const prepare = async (target: Target) => this.#prepare(target);
    return mergePull(lookAhead(targets, { width: AHEAD, work: prepare, signal: stopping }), { ...lanes, work });
  }

  /** @throws {ScanError} LOST_TARGETS where a target was pulled and never begun */
  checkSums(): void {
    const [emitted, accounted] = [this.#pulled, this.#begun];
    if (accounted !== emitted) throw coreError("LOST_TARGETS", { emitted, accounted });
  }

  /** Resolves when nothing is being found out ahead any more. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.#ahead);
  }

  /** Begins to find out what is known of a target: from the run that is resumed, or by its first processors. */
  #prepare(named: Target): Waiting {
    const position = this.#parts.state.nextPosition();
    const target = this.#parts.owners.label(named);
    const known = this.#findOut(target, named);
    if (this.#engine.prepare) {
      this.#ahead.add(known);
      const forget = () => void this.#ahead.delete(known);
      known.then(forget, forget);
    }
    return { target, named, position, known };
  }

  async #findOut(target: Target, named: Target): Promise<Known> {
    const replayed = await this.#parts.journal?.replay(this.#open.pipeline.name, named);
    return replayed === undefined ? { prepared: await this.#engine.prepare?.(target) } : { replayed };
  }

  async #work({ target, named, position, known }: Waiting, lane: Lane): Promise<void> {
    const { masking, state } = this.#parts;
    const engine = this.#engine;
    this.#begun += 1;
    const shown = masking.target(target);
    state.emit({ type: "target.started", pipeline: this.#open.pipeline.name, target: shown });
    const { replayed, prepared } = await (engine.prepare ? lane.leave(() => known, PATIENCE) : known);
    const ended = replayed ?? (await engine.process(target, prepared, lane));
    const outcome: Outcome = { ...masking.outcome(ended, shown), position };
    if (!outcome.replayed) await this.#keep(outcome, named);
    await this.#deliver(outcome);
  }

  /** Keeps an outcome in the journal. Where that fails, it is finished all the same, and the run ends. */
  async #keep(outcome: Outcome, named: Target): Promise<void> {
    try {
      await this.#parts.journal?.append(outcome, named);
    } catch (error) {
      this.#parts.stop();
      // Of two errors the first is the one that counts.
      await this.#deliver(outcome).catch(() => {});
      throw error;
    }
  }

  async #deliver(found: Outcome): Promise<void> {
    const { acceptor, annotator, delivery, state, stop } = this.#parts;
    const known = annotator === undefined ? found : await annotator.annotate(found);
    const { outcome, failures } = await delivery.deliver(acceptor.mark(known), this.#open.sinks);
    if (failures.length > 0) stop();
    state.emit({ type: "target.finished", pipeline: this.#open.pipeline.name, outcome });
    if (failures.length > 0) throw failures[0];
    // It has failed so that going on makes no sense for the others either.
    if (outcome.status === "failed" && outcome.error.fatal) throw toScanError(outcome.error);
  }
}
