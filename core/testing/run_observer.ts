import type { Outcome } from "../model/outcome.ts";
import type { ObserverPlugin } from "../plugin/define.ts";
import { runConfig } from "./_run_config.ts";
import { fakeOutcome } from "./fake_outcome.ts";
import { surround } from "./surround.ts";
import type { TestRun, TestRunOptions } from "./test_run.ts";

/** How a test runs an observer. */
export interface RunObserverOptions extends TestRunOptions {
  /** What comes of the targets of the run that it watches. @default One target that was scanned */
  readonly outcomes?: readonly Outcome[];
}

/**
 * Runs an observer as a scan does: options, preflight, set-up, the events of a run with these outcomes, release.
 *
 * @example
 * ```ts
 * import { defineObserver } from "hullscan";
 * import { fakeOutcome, runObserver } from "hullscan/testing";
 * import { count, filter, tap } from "rxjs";
 *
 * const counter = defineObserver({
 *   name: "counter",
 *   setup: (_options, { log }) => ({
 *     observe: (events$) =>
 *       events$.pipe(
 *         filter(({ type }) => type === "target.finished"),
 *         count(),
 *         tap((targets) => log.info(`${targets} targets`)),
 *       ),
 *   }),
 * });
 * const { logs } = await runObserver(counter(), { outcomes: [fakeOutcome(), fakeOutcome({ reason: "old" })] });
 * if (logs.join() !== "info: 2 targets") throw new Error(logs.join());
 * ```
 *
 * @throws {ScanError} what the observer ended the run with
 */
export async function runObserver(
  observer: ObserverPlugin,
  { outcomes = [fakeOutcome()], ...options }: RunObserverOptions = {},
): Promise<TestRun> {
  const targets = outcomes.map(({ target }) => target);
  return runConfig(surround(observer, { targets }), { ...options, outcomes });
}
