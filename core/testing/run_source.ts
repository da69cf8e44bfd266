import type { Target } from "../model/target.ts";
import type { SourcePlugin } from "../plugin/define.ts";
import { runConfig } from "./_run_config.ts";
import { surround } from "./surround.ts";
import type { TestRun, TestRunOptions } from "./test_run.ts";

/** How a test runs a source. */
export interface RunSourceOptions extends TestRunOptions {
  /** How many targets are taken before the source is closed: also one without an end can be tested. @default All */
  readonly take?: number;
}

/** What a source gave. */
export interface SourceRun extends TestRun {
  readonly targets: readonly Target[];
}

/**
 * Runs a source as a scan does: options, preflight, set-up, targets, release.
 *
 * @example
 * ```ts
 * import { defineSource } from "hullscan";
 * import { fakeTarget, runSource } from "hullscan/testing";
 *
 * const counted = defineSource({
 *   name: "counted",
 *   setup: () => ({
 *     *targets() {
 *       for (let tag = 1; ; tag += 1) yield fakeTarget({ image: `app:${tag}` });
 *     },
 *   }),
 * });
 * const { targets } = await runSource(counted(), { take: 2 });
 * if (targets.map(({ image }) => image).join() !== "app:1,app:2") throw new Error("not the first two");
 * ```
 *
 * @throws {ScanError} what the source ended the run with; NOTHING_TO_SCAN where it has no target
 */
export async function runSource(source: SourcePlugin, { take, ...options }: RunSourceOptions = {}): Promise<SourceRun> {
  const run = await runConfig(surround(source), { ...options, take });
  const targets = run.events.flatMap((event) => (event.type === "target.started" ? [event.target] : []));
  return { ...run, targets };
}
