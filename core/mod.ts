/**
 * For who writes configs, plugins and programs: define plugins, configure pipelines, run them. Helpers for larger plugins
 * are in `hullscan/kit`.
 *
 * @module
 */
export { type ConfigEnv, type ConfigExport, defineConfig, type PipelineConfig, type ScanConfig } from "./config/mod.ts";
export { defineErrors, isScanError, ScanError } from "./errors/mod.ts";
export type { ScanEvent, Summary } from "./events/mod.ts";
export {
  type Caveat,
  type DoneOutcome,
  type FailedOutcome,
  type Failure,
  type Finding,
  type ImageFacts,
  type LicenseFinding,
  type MisconfigurationFinding,
  type Outcome,
  type ScanData,
  type ScanFacts,
  type ScanRecord,
  SEVERITIES,
  type SecretFinding,
  type Severity,
  type SkippedOutcome,
  skip,
  type Target,
  type TargetKind,
  type TargetKinds,
  targetName,
  type VulnerabilityFinding,
} from "./model/mod.ts";
export {
  defineEngine,
  defineObserver,
  defineProcessor,
  defineSink,
  defineSource,
  type EngineHooks,
  type EnginePlugin,
  findingKey,
  type Logger,
  type ObserverHooks,
  type ObserverPlugin,
  type Plugin,
  type PluginContext,
  type PluginFactory,
  type PreflightContext,
  type ProcessorHooks,
  type ProcessorPlugin,
  type SinkContext,
  type SinkHooks,
  type SinkPlugin,
  type SourceHooks,
  type SourcePlugin,
  type TargetContext,
} from "./plugin/mod.ts";
export { type ScanOptions, scan } from "./run/mod.ts";
export type { Exec, Http } from "./services/mod.ts";
