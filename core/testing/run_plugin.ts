import type { Outcome } from "../model/outcome.ts";
import type { ScanData } from "../model/record.ts";
import type { Target } from "../model/target.ts";
import type { EnginePlugin, ObserverPlugin, ProcessorPlugin, SinkPlugin, SourcePlugin } from "../plugin/define.ts";
import { runConfig, type TestRun, type TestRunOptions } from "./_run_config.ts";
import { fakeOutcome } from "./fakes.ts";
import { surround } from "./surround.ts";

/** Options of `runSource()`. */
export interface RunSourceOptions extends TestRunOptions {
  /** How many targets are taken before the source is closed: also one without an end can be tested. @default All */
  readonly take?: number;
}

/** The targets of a source. */
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

/** Options of `runProcessor()`. */
export interface RunProcessorOptions extends TestRunOptions {
  /** @default One image */
  readonly targets?: readonly Target[];
  /** What processors before this one have found out about each target. @default {{}} */
  readonly data?: Readonly<Partial<ScanData>>;
  /** How many targets are in work at a time. @default {1} */
  readonly jobs?: number;
}

/** The outcomes of the targets. */
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

/** Options of `runSink()`. */
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

/** Options of `runObserver()`. */
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

/** Options of `runEngine()`. */
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
