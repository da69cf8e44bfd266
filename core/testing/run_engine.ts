import type { Target } from "../model/target.ts";
import type { EnginePlugin, ProcessorPlugin } from "../plugin/define.ts";
import { runConfig } from "./_run_config.ts";
import type { ProcessorRun } from "./run_processor.ts";
import { surround } from "./surround.ts";
import type { TestRunOptions } from "./test_run.ts";

/** How a test runs an engine. */
export interface RunEngineOptions extends TestRunOptions {
  /** @default One image */
  readonly targets?: readonly Target[];
  /** The processors of the pipeline that it runs. @default {[]} */
  readonly processors?: readonly ProcessorPlugin[];
  /** How many targets are in work at a time. @default {1} */
  readonly jobs?: number;
}

/**
 * Runs an engine as a scan does: options, preflight, set-up, one pipeline with these targets, release. What goes wrong with a
 * target is its outcome.
 *
 * @example
 * ```ts
 * import { defineEngine, defineProcessor } from "hullscan";
 * import { runEngine } from "hullscan/testing";
 *
 * const here = defineEngine({ name: "here", setup: () => ({ open: (pipeline) => pipeline.openHere() }) });
 * const note = defineProcessor({ name: "note", setup: () => ({ process: () => ({ note: "seen" }) }) });
 * const { outcomes } = await runEngine(here(), { processors: [note()] });
 * if (outcomes[0]?.data.note !== "seen") throw new Error("nobody saw it");
 * ```
 *
 * @throws {ScanError} what the run could not begin or go on with
 */
export async function runEngine(
  engine: EnginePlugin,
  { targets, processors = [], jobs = 1, ...options }: RunEngineOptions = {},
): Promise<ProcessorRun> {
  const config = surround(engine, { ...(targets && { targets }) });
  const run = await runConfig({ ...config, processors, jobs }, options);
  const outcomes = run.events.flatMap((event) => (event.type === "target.finished" ? [event.outcome] : []));
  return { ...run, outcomes };
}
