export type { PluginCatalog } from "./catalog.ts";
export { findNearest } from "./nearest.ts";
export { markUnknown, pickKnown, toPresetOptions } from "./preset_keys.ts";
export { type ResolveOptions, resolveConfig } from "./resolve.ts";
export type { BoundPlugin, ResolvedConfig, ResolvedPipeline } from "./resolved.ts";
export {
  type ConfigEnv,
  type ConfigExport,
  defineConfig,
  type PipelineConfig,
  type PipelineEntry,
  type PluginList,
  type ScanConfig,
} from "./scan_config.ts";
