/**
 * The flow of a run:
 *
 * ```
 * scan               checks the config, opens the services                  scan.ts
 *  └ runPipelines    preflight, sources, sinks, one pipeline by one         run.ts
 *     └ runPipeline  mergePull( pull -> look ahead -> process -> deliver )  run_pipeline.ts
 * ```
 *
 * @module
 */
export type { Engine } from "./engine.ts";
export { type LookAheadOptions, lookAhead } from "./look_ahead.ts";
export { type Lane, type MergePullOptions, mergePull } from "./merge_pull.ts";
export { type ScanOptions, scan } from "./scan.ts";
