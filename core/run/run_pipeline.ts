import type { ResolvedPipeline } from "../config/resolved.ts";
import { coreError, type ScanError, toScanError } from "../errors/mod.ts";
import type { ScanEvent } from "../events/mod.ts";
import type { Journal } from "../journal/mod.ts";
import type { FailedOutcome, Outcome } from "../model/outcome.ts";
import type { Logger, PluginContext } from "../plugin/context.ts";
import type { Driver } from "../plugin/driver.ts";
import type { SourceHooks } from "../plugin/hooks.ts";
import { createLifecycle } from "../plugin/lifecycle.ts";
import { lastValueFrom } from "./_rxjs.ts";
import type { Delivery, OpenedSink } from "./deliver.ts";
import type { Engine } from "./engine.ts";
import { lookAhead } from "./look_ahead.ts";
import type { Masking } from "./masking.ts";
import { type Lane, mergePull } from "./merge_pull.ts";
import { openPlugins } from "./open.ts";
import type { Opened } from "./opened.ts";
import { createPlanEngine } from "./plan.ts";
import { createLocalEngine } from "./process.ts";
import { pull } from "./pull.ts";
import { createTurns, type Turn, type Turns } from "./turns.ts";

/** What the pipelines of one run share. */
export interface RunParts {
  readonly driver: Driver;
  readonly delivery: Delivery;
  readonly contextOf: (plugin: string) => PluginContext;
  readonly emit: (event: ScanEvent) => void;
  readonly log: Logger;
  readonly masking: Masking;
  readonly dryRun: boolean;
  /** Where outcomes are kept before the sinks see them, and where those of a resumed run come from. */
  readonly journal: Journal | undefined;
  /** Counts the targets of the run, from 0. */
  readonly nextPosition: () => number;
  readonly signal: AbortSignal;
  /** Fires when no more targets shall begin: with `signal`, or before it. */
  readonly stopping: AbortSignal;
  /** Aborts the run from inside: a sink is broken, so going on makes no sense. */
  readonly abort: () => void;
}

/** A pipeline whose sources and sinks are at work. */
export interface PipelineRun {
  readonly pipeline: ResolvedPipeline;
  readonly sources: readonly Opened<SourceHooks>[];
  readonly sinks: readonly OpenedSink[];
}

/** How many targets are being looked up before their turn: as many as one registry is asked for at a time. */
const AHEAD = 8;
/** How many targets may wait without a lane before no more are taken. */
const MAX_AWAY = 100;
/** How long a lane waits for a look-up before it takes another target. */
const LOOK_UP_PATIENCE_MS = 500;

/**
 * Runs one pipeline: targets are pulled, processed and delivered, `jobs` at a time; where the first processors look
 * ahead, they are a few targets ahead of that. Gives what its processors say at their end: that the run has failed
 * although all targets are through.
 */
export async function runPipeline(
  { pipeline, sources, sinks }: PipelineRun,
  parts: RunParts,
): Promise<readonly ScanError[]> {
  const { name, jobs, processors } = pipeline;
  const { driver, delivery, emit, journal, log, masking, signal } = parts;
  const lifecycle = createLifecycle({ driver, log });
  const over = new AbortController();
  const stopping = AbortSignal.any([parts.stopping, over.signal]);
  let turns: Turns | undefined;
  let [pulled, begun] = [0, 0];

  async function openEngine(): Promise<Engine> {
    if (parts.dryRun) return createPlanEngine({ pipeline: name, processors, driver });
    const opened = await openPlugins(processors, { lifecycle, contextOf: parts.contextOf });
    const others = processors.findIndex(({ plugin }) => plugin.definition.looksAhead !== true);
    const aheadCount = others === -1 ? processors.length : others;
    return createLocalEngine({ pipeline: name, processors: opened, aheadCount, driver, signal });
  }

  let complaints: readonly ScanError[] = [];
  try {
    emit({ type: "pipeline.started", pipeline: name, jobs });
    const engine = await openEngine();
    turns = createTurns({ pipeline: name, journal, engine, nextPosition: parts.nextPosition });
    const { prepare, prepareAhead } = turns;

    async function work({ target, position, preparing }: Turn, lane: Lane): Promise<void> {
      begun += 1;
      const shown = masking.target(target);
      emit({ type: "target.started", pipeline: name, target: shown });
      // A look-up that a registry keeps waiting must not keep the others waiting.
      const patience = { goesFirst: true, afterMs: LOOK_UP_PATIENCE_MS };
      const { replayed, found } = await (engine.lookUp ? lane.leave(() => preparing, patience) : preparing);
      const ended = replayed ?? (await engine.process(target, found, lane));
      const outcome: Outcome = { ...masking.outcome(ended, shown), position };
      if (outcome.replayed) return deliver(outcome);
      try {
        await journal?.append(outcome, target);
      } catch (error) {
        parts.abort();
        // It is finished all the same. Of two errors the first is the one to tell.
        await deliver(outcome).catch(() => {});
        throw error;
      }
      return deliver(outcome);
    }

    async function deliver(outcome: Outcome): Promise<void> {
      try {
        await delivery.deliver(outcome, sinks);
      } catch (error) {
        parts.abort();
        throw error;
      } finally {
        emit({ type: "target.finished", pipeline: name, outcome });
      }
      if (isFatal(outcome)) throw toScanError(outcome.error);
    }

    const targets = pull(sources, { driver, signal: stopping, onTarget: () => (pulled += 1) });
    const lanes = { lanes: jobs, maxAway: MAX_AWAY };
    const flow = engine.lookUp
      ? mergePull(lookAhead(targets, { width: AHEAD, work: prepareAhead, signal: stopping }), { ...lanes, work })
      : mergePull(targets, { ...lanes, work: (target, lane) => work(prepare(target), lane) });
    await lastValueFrom(flow, { defaultValue: undefined });
    if (!stopping.aborted && begun !== pulled) {
      throw coreError("LOST_TARGETS", { emitted: pulled, accounted: begun });
    }
  } finally {
    // A source that waits for something waits no longer, and no plugin is released that is still asked something.
    over.abort();
    await turns?.settle();
    complaints = await lifecycle.close();
  }
  return complaints;
}

/** Whether a target has failed so that going on makes no sense for the others either. */
function isFatal(outcome: Outcome): outcome is FailedOutcome {
  return outcome.status === "failed" && outcome.error.fatal;
}
