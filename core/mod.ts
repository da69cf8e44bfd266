/**
 * For who writes configs, plugins and programs: define plugins, configure pipelines, run them. Helpers for larger plugins
 * are in `hullscan/kit`.
 *
 * @module
 */
export type { AcceptRuleConfig } from "./accept/mod.ts";
export { type ConfigEnv, type ConfigExport, defineConfig, type PipelineConfig, type ScanConfig } from "./config/mod.ts";
export { defineErrors, isScanError, ScanError } from "./errors/mod.ts";
export type { ScanEvent, Summary } from "./events/mod.ts";
export type { IntelConfig } from "./intel/places.ts";
export {
  type Caveat,
  type DoneOutcome,
  type FailedOutcome,
  type Failure,
  type Finding,
  type ImageFacts,
  type Outcome,
  type ScanData,
  type ScanFacts,
  type ScanRecord,
  SEVERITIES,
  type Severity,
  type SkippedOutcome,
  skip,
  type Target,
  type TargetKind,
  type TargetKinds,
  targetName,
} from "./model/mod.ts";
export type { OwnerRuleConfig } from "./owners/mod.ts";
export {
  defineEngine,
  defineObserver,
  defineProcessor,
  defineSink,
  defineSource,
  type EnginePlugin,
  findingKey,
  type Logger,
  type ObserverPlugin,
  type Plugin,
  type PluginContext,
  type PluginFactory,
  type PreflightContext,
  type ProcessorPlugin,
  type SinkContext,
  type SinkPlugin,
  type SourcePlugin,
  type TargetContext,
} from "./plugin/mod.ts";
export { type ScanOptions, scan } from "./run/mod.ts";
