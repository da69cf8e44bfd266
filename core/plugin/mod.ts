export type {
  LeaveOptions,
  Logger,
  MaybePromise,
  PluginContext,
  PreflightContext,
  RunInfo,
  SinkContext,
  TargetContext,
} from "./context.ts";
export {
  type Capability,
  defineEngine,
  defineObserver,
  defineProcessor,
  defineSink,
  defineSource,
  type EngineDefinition,
  type EnginePlugin,
  type ObserverPlugin,
  type Plugin,
  type PluginDefinition,
  type PluginFactory,
  type PluginKind,
  type ProcessorDefinition,
  type ProcessorPlugin,
  type SinkDefinition,
  type SinkPlugin,
  type SourcePlugin,
} from "./define.ts";
export { describeOptions, type JsonSchema, type OptionInfo, toOptionsSchema } from "./describe_options.ts";
export type { Engine, EnginePipeline, Lane, Prepared } from "./engine.ts";
export { findingKey, fingerprintOf, registryOf, repositoryOf } from "./finding_key.ts";
export type {
  Compared,
  EngineHooks,
  ObserverHooks,
  PlanHooks,
  ProcessorHooks,
  RematchHooks,
  SinkHooks,
  SourceHooks,
  Targets,
} from "./hooks.ts";
export type { PlanStep } from "./plan_step.ts";
export { isPlugin, isPluginFactory } from "./recognize.ts";
export type { JsonSchemaConverter, SchemaIssue, SchemaResult, StandardSchema } from "./standard_schema.ts";
