import { type ResolveOptions, resolveConfig } from "../config/resolve.ts";
import type { ScanConfig } from "../config/scan_config.ts";
import type { ScanEvent } from "../events/mod.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Target } from "../model/target.ts";
import { createLogger } from "../plugin/create_context.ts";
import type { Prepared } from "../plugin/engine.ts";
import { createLifecycle } from "../plugin/lifecycle.ts";
import { createRedactor } from "../services/secrets/redact.ts";
import { openRun } from "./open_run.ts";
import { runPreflight, throwProblems } from "./preflight.ts";
import { describePipeline } from "./run_pipeline.ts";

/** Options of `openPipeline()`. */
export interface OpenPipelineOptions extends Omit<ResolveOptions, "pipelines" | "observers" | "engine"> {
  /** Stops what is in work: those targets fail. */
  readonly signal?: AbortSignal;
  /** Hears what happens, logs among it, with secrets masked. */
  readonly onEvent?: (event: ScanEvent) => void;
  /** Where secrets to be masked are found. @default {process.env} */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** The processors of a pipeline, at work. */
export interface PipelineWorker {
  /**
   * Works on one target. What goes wrong with it is the outcome, which is plain data with secrets masked. Several may be in
   * work at a time. What JSON makes of a `known` that is not there, `null`, is none.
   */
  process(target: Target, known?: Prepared | null): Promise<Outcome>;
  /** Releases what the processors acquired. */
  close(): Promise<void>;
}

/**
 * Sets the processors of one pipeline up, without its sources and sinks: what a worker does, in a thread or on another
 * machine, that an engine hands targets to.
 *
 * @example
 * ```ts
 * import { defineProcessor } from "hullscan";
 * import { openPipeline } from "hullscan/kit";
 * import { imageList } from "hullscan/plugins";
 *
 * const note = defineProcessor({ name: "note", setup: () => ({ process: () => ({ note: "seen" }) }) });
 * const worker = await openPipeline({ sources: [imageList()], processors: [note()] }, "default");
 * const outcome = await worker.process({
 *   ...{ id: "image:a", kind: "image", image: "a", minSeverity: "HIGH", origin: { from: "example" } },
 * });
 * await worker.close();
 * if (outcome.data.note !== "seen") throw new Error("nobody saw it");
 * ```
 *
 * @throws {ScanError} CONFIG_INVALID, USAGE where there is no such pipeline, PREFLIGHT_FAILED, and those of the plugins
 */
export async function openPipeline(
  config: ScanConfig,
  name: string,
  options: OpenPipelineOptions = {},
): Promise<PipelineWorker> {
  const { signal = new AbortController().signal, onEvent, env = process.env, ...resolving } = options;
  // Where a target is processed elsewhere, its run accepts findings: files of rules need not be there.
  const resolved = await resolveConfig({ ...config, accept: undefined }, { ...resolving, pipelines: [name] });
  const { close, ...run } = openRun(resolved, {
    ...{ signal, label: name, redactor: createRedactor(env) },
    emit: (event) => onEvent?.(event),
    isDetailed: onEvent !== undefined,
  });
  const { driver, contextOf, masking } = run;
  const lifecycle = createLifecycle({ driver, log: createLogger("core", run) });

  async function release(): Promise<void> {
    const [fatal] = await lifecycle.close();
    await close();
    if (fatal) throw fatal;
  }

  try {
    const [pipeline] = resolved.pipelines;
    if (pipeline === undefined) throw new TypeError(`There is no pipeline "${name}"`);
    throwProblems(await runPreflight(pipeline.processors, { driver, contextOf }));
    const engine = await describePipeline(pipeline, run, lifecycle).openHere();
    return {
      async process(target, known) {
        return masking.outcome(await engine.process(target, known ?? undefined), masking.target(target));
      },
      close: release,
    };
  } catch (error) {
    await release();
    throw masking.value(error);
  }
}
