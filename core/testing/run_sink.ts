import type { Outcome } from "../model/outcome.ts";
import type { SinkPlugin } from "../plugin/define.ts";
import { runConfig } from "./_run_config.ts";
import { fakeOutcome } from "./fake_outcome.ts";
import { surround } from "./surround.ts";
import type { TestRun, TestRunOptions } from "./test_run.ts";

/** How a test runs a sink. */
export interface RunSinkOptions extends TestRunOptions {
  /** What reaches the sink, just as it is. @default One target that was scanned */
  readonly outcomes?: readonly Outcome[];
  /** The absolute paths of files that sinks before this one have completed. @default {[]} */
  readonly artifacts?: readonly string[];
}

/**
 * Runs a sink as a scan does: options, preflight, set-up, one outcome after the other, end, release.
 *
 * @example
 * ```ts
 * import { defineSink } from "hullscan";
 * import { fakeOutcome, runSink } from "hullscan/testing";
 *
 * const names = defineSink({
 *   name: "names",
 *   setup: (_options, { log }) => ({ write: ({ target }) => log.info(target.id) }),
 * });
 * const { logs } = await runSink(names(), { outcomes: [fakeOutcome({ target: { image: "alpine:3.20" } })] });
 * if (logs.join() !== "info: image:alpine:3.20") throw new Error(logs.join());
 * ```
 *
 * @throws {ScanError} what the sink ended the run with; NOTHING_TO_SCAN where it was given no outcome
 */
export async function runSink(
  sink: SinkPlugin,
  { outcomes = [fakeOutcome()], artifacts = [], ...options }: RunSinkOptions = {},
): Promise<TestRun> {
  const targets = outcomes.map(({ target }) => target);
  return runConfig(surround(sink, { targets, artifacts }), { ...options, outcomes });
}
