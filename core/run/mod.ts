/**
 * The flow of a run:
 *
 * ```
 * scan               resolves the config, opens the services                         scan.ts
 *  └ run             preflight, journal, sources, sinks, pipelines, end, release     run.ts
 *     └ runPipeline  mergePull( pull -> prepare -> process -> keep -> deliver )      run_pipeline.ts
 * ```
 *
 * Targets are pulled: they are async iterables, and each of a pipeline's lanes takes the next one only when its last one
 * is delivered. So the memory does not grow with the list, and a slow sink slows the sources. Events are pushed: `scan`
 * returns a cold RxJS Observable of them, and whatever watches a run is an operator or an observer over these events.
 *
 * @module
 */
export { parseOutcome } from "./check_outcome.ts";
export { type LookAheadOptions, lookAhead } from "./look_ahead.ts";
export { type MergePullOptions, mergePull } from "./merge_pull.ts";
export { type OpenPipelineOptions, openPipeline, type PipelineWorker } from "./open_pipeline.ts";
export { type ScanOptions, scan } from "./scan.ts";
