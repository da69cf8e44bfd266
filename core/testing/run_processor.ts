import type { Outcome } from "../model/outcome.ts";
import type { ScanData } from "../model/record.ts";
import type { Target } from "../model/target.ts";
import type { ProcessorPlugin } from "../plugin/define.ts";
import { runConfig } from "./_run_config.ts";
import { surround } from "./surround.ts";
import type { TestRun, TestRunOptions } from "./test_run.ts";

/** How a test runs a processor. */
export interface RunProcessorOptions extends TestRunOptions {
  /** @default One image */
  readonly targets?: readonly Target[];
  /** What processors before this one have found out about each target. @default {{}} */
  readonly data?: Readonly<Partial<ScanData>>;
  /** How many targets are in work at a time. @default {1} */
  readonly jobs?: number;
}

/** What came of the targets. */
export interface ProcessorRun extends TestRun {
  /** In the order in which they finished. */
  readonly outcomes: readonly Outcome[];
}

/**
 * Runs a processor as a scan does: options, preflight, set-up, targets with their clean-up, release. What goes wrong
 * with a target is its outcome.
 *
 * @example
 * ```ts
 * import { defineProcessor, skip } from "hullscan";
 * import { fakeTarget, runProcessor } from "hullscan/testing";
 *
 * const onlyOurs = defineProcessor({
 *   name: "only_ours",
 *   needs: ["image"],
 *   setup: () => ({
 *     process: ({ target }) => (target.image?.startsWith("ours/") ? {} : skip("not ours")),
 *   }),
 * });
 * const { outcomes } = await runProcessor(onlyOurs(), {
 *   targets: [fakeTarget({ image: "ours/app:1" }), fakeTarget({ image: "theirs/app:1" })],
 * });
 * const statuses = outcomes.map(({ status }) => status).join();
 * if (statuses !== "done,skipped") throw new Error(statuses);
 * ```
 *
 * @throws {ScanError} what the run could not begin or go on with: CONFIG_INVALID, PREFLIGHT_FAILED, those of the set-up
 */
export async function runProcessor(
  processor: ProcessorPlugin,
  { targets, data, jobs = 1, ...options }: RunProcessorOptions = {},
): Promise<ProcessorRun> {
  const config = surround(processor, { ...(targets && { targets }), data });
  const run = await runConfig({ ...config, jobs }, options);
  const outcomes = run.events.flatMap((event) => (event.type === "target.finished" ? [event.outcome] : []));
  return { ...run, outcomes };
}
