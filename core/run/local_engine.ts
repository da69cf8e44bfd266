import { coreError, toFailure, toReason } from "../errors/mod.ts";
import type { ProcessorFinished, ScanEvent } from "../events/mod.ts";
import type { Outcome } from "../model/outcome.ts";
import type { ScanData } from "../model/record.ts";
import type { Settled, Target } from "../model/target.ts";
import type { MaybePromise, TargetContext } from "../plugin/context.ts";
import { createTargetContext, emitRetry } from "../plugin/create_context.ts";
import type { Driver } from "../plugin/driver.ts";
import type { Engine, Lane, Prepared } from "../plugin/engine.ts";
import type { ProcessorHooks } from "../plugin/hooks.ts";
import { withLimit } from "../plugin/with_limit.ts";
import { checkResult } from "./check_result.ts";
import { joinData } from "./join_data.ts";
import type { OpenPlugin } from "./open_plugins.ts";

/** What the built-in engine needs. */
export interface LocalEngineOptions {
  readonly pipeline: string;
  readonly processors: readonly OpenPlugin<ProcessorHooks>[];
  /** How many of the processors, the first ones, look ahead. */
  readonly aheadCount: number;
  readonly driver: Driver;
  readonly signal: AbortSignal;
  readonly emit: (event: ScanEvent) => void;
  /** Says when a processor takes a target, and how it was through with it, where somebody wants to hear of it. */
  readonly emitDetail: ((event: ScanEvent) => void) | undefined;
}

/** What is gathered while one target passes through the processors. */
interface Visit {
  data: Readonly<Partial<ScanData>>;
  at: OpenPlugin<ProcessorHooks> | undefined;
  /** Absent where the target is looked up before its turn. */
  readonly lane: Lane | undefined;
  readonly cleanups: { readonly by: OpenPlugin<ProcessorHooks>; readonly run: () => MaybePromise<void> }[];
}

const CLEANUP_LIMIT_MS = 120_000;

const stay: TargetContext["leaveLane"] = (wait) => wait();

type Ending = Settled | { readonly status: "done" };

/** Makes the engine that runs the processors in this process. */
export function createLocalEngine(options: LocalEngineOptions): Engine {
  const { pipeline, processors, aheadCount, driver, signal, emit, emitDetail } = options;
  const first = processors.slice(0, aheadCount);
  const rest = processors.slice(aheadCount);

  async function runEach(some: typeof processors, target: Target, visit: Visit): Promise<Ending> {
    if (target.settled) return target.settled;
    try {
      for (const processor of some) {
        visit.at = processor;
        if (signal.aborted) throw coreError("ABORTED", { reason: "this target was not finished" });
        const skip = await (emitDetail ? runWatched : runOne)(processor, target, visit);
        if (skip !== undefined) return { status: "skipped", reason: skip };
      }
      return { status: "done" };
    } catch (error) {
      return { status: "failed", error: toFailure(error, { plugin: visit.at?.name, stage: "process" }) };
    }
  }

  async function runWatched(
    processor: OpenPlugin<ProcessorHooks>,
    target: Target,
    visit: Visit,
  ): Promise<string | undefined> {
    const clock = performance.now();
    const what = { pipeline, target: target.id, plugin: processor.name };
    const { activity } = processor;
    emitDetail?.({ type: "processor.started", ...what, ...(activity !== undefined && { activity }) });
    let status: ProcessorFinished["status"] = "failed";
    try {
      const skip = await runOne(processor, target, visit);
      status = skip === undefined ? "done" : "skipped";
      return skip;
    } finally {
      const durationMs = Math.round(performance.now() - clock);
      emitDetail?.({ type: "processor.finished", ...what, durationMs, status });
    }
  }

  /** Has one processor work on a target. Returns why the rest can be skipped, where it says so. */
  async function runOne(
    processor: OpenPlugin<ProcessorHooks>,
    target: Target,
    visit: Visit,
  ): Promise<string | undefined> {
    const { name, hooks, ctx } = processor;
    const defer: TargetContext["defer"] = (run) => void visit.cleanups.push({ by: processor, run });
    const record = { target, data: visit.data };
    const reportRetry: TargetContext["reportRetry"] = (retry) => {
      emitRetry({ emit }, { pipeline, target: target.id, plugin: name }, retry);
    };
    const leaveLane = visit.lane?.leave ?? stay;
    const result = await driver.call(name, "process", () =>
      hooks.process(record, createTargetContext(ctx, { target, defer, leaveLane, reportRetry })),
    );
    if (result === undefined) return undefined;
    const { patch, skip } = checkResult(result, name);
    visit.data = joinData(visit.data, patch, { plugin: name, target });
    return skip;
  }

  async function cleanUp(visit: Visit): Promise<void> {
    for (const { by, run } of visit.cleanups.reverse()) {
      try {
        const cleaning = driver.call(by.name, "cleanup", run);
        await withLimit(cleaning, { plugin: by.name, hook: "cleanup", limitMs: CLEANUP_LIMIT_MS });
      } catch (error) {
        by.ctx.log.warn(toReason(error));
      }
    }
  }

  async function prepare(target: Target): Promise<Prepared> {
    const clock = performance.now();
    const visit: Visit = { data: {}, at: undefined, lane: undefined, cleanups: [] };
    const ending = await runEach(first, target, visit);
    // By contract there is nothing; what there is must not wait for a turn that may never come.
    if (visit.cleanups.length > 0) await cleanUp(visit);
    return { data: visit.data, durationMs: performance.now() - clock, ...(ending.status !== "done" && { ending }) };
  }

  return {
    ...(aheadCount > 0 && { prepare }),
    async process(target, known, lane) {
      const startedAt = new Date().toISOString();
      const clock = performance.now();
      const visit: Visit = { data: known?.data ?? {}, at: undefined, lane, cleanups: [] };
      const ending = known?.ending ?? (await runEach(known === undefined ? processors : rest, target, visit));
      if (visit.cleanups.length > 0) await cleanUp(visit);
      const finishedAt = new Date().toISOString();
      const durationMs = Math.round(performance.now() - clock + (known?.durationMs ?? 0));
      return { target, data: visit.data, pipeline, startedAt, finishedAt, durationMs, ...ending } satisfies Outcome;
    },
  };
}
