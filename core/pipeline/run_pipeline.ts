import { lastValueFrom } from "rxjs";
import type { ResolvedPipeline } from "../config/resolved.ts";
import { isScanError } from "../errors/mod.ts";
import type { ScanEvent } from "../events/mod.ts";
import type { Logger, PluginContext } from "../plugin/context.ts";
import type { Driver } from "../plugin/driver.ts";
import type { SourceHooks } from "../plugin/hooks.ts";
import { createLifecycle } from "../plugin/lifecycle.ts";
import type { FailedOutcome, Outcome } from "../plugin/outcome.ts";
import type { Target } from "../plugin/target.ts";
import type { Delivery, OpenedSink } from "./deliver.ts";
import { mergePull } from "./merge_pull.ts";
import { openPlugins } from "./open.ts";
import type { Opened } from "./opened.ts";
import { createPlanEngine } from "./plan.ts";
import { createLocalEngine } from "./process.ts";
import { pull } from "./pull.ts";

/** What the pipelines of one run share. */
export interface RunParts {
  readonly driver: Driver;
  readonly delivery: Delivery;
  readonly contextOf: (plugin: string) => PluginContext;
  readonly emit: (event: ScanEvent) => void;
  readonly log: Logger;
  readonly mask: (text: string) => string;
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
  /** Aborts the run from inside: a sink is broken, so going on makes no sense. */
  readonly abort: () => void;
}

/** A pipeline whose sources and sinks are at work. */
export interface PipelineRun {
  readonly pipeline: ResolvedPipeline;
  readonly sources: readonly Opened<SourceHooks>[];
  readonly sinks: readonly OpenedSink[];
}

/** Runs one pipeline: targets are pulled, processed and delivered, `jobs` at a time. */
export async function runPipeline({ pipeline, sources, sinks }: PipelineRun, parts: RunParts): Promise<void> {
  const { name, jobs, processors } = pipeline;
  const { driver, delivery, emit, log, mask, signal } = parts;
  const lifecycle = createLifecycle({ driver, log });

  async function openEngine() {
    if (parts.dryRun) return createPlanEngine({ pipeline: name, processors, driver, mask });
    const opened = await openPlugins(processors, { lifecycle, contextOf: parts.contextOf });
    return createLocalEngine({ pipeline: name, processors: opened, driver, signal, mask });
  }

  try {
    emit({ type: "pipeline.started", pipeline: name, jobs });
    const engine = await openEngine();

    async function work(target: Target): Promise<void> {
      emit({ type: "target.started", pipeline: name, target });
      const outcome = await engine.process(target);
      try {
        await delivery.deliver(outcome, sinks);
      } catch (error) {
        parts.abort();
        throw error;
      } finally {
        emit({ type: "target.finished", pipeline: name, outcome });
      }
      if (isFatal(outcome)) throw outcome.error.cause;
    }

    const flow = mergePull(pull(sources, { driver, signal }), { lanes: jobs, work });
    await lastValueFrom(flow, { defaultValue: undefined });
  } finally {
    await lifecycle.close();
  }
}

/** Whether a target has failed so that going on makes no sense for the others either. */
function isFatal(outcome: Outcome): outcome is FailedOutcome {
  return outcome.status === "failed" && isScanError(outcome.error.cause) && outcome.error.cause.fatal === true;
}
