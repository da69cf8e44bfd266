/**
 * The framework: define plugins, configure pipelines, run them.
 *
 * @module
 */
export {
  type ConfigEnv,
  type ConfigExport,
  defineConfig,
  findNearest,
  markUnknown,
  type PipelineConfig,
  type PipelineEntry,
  type PluginCatalog,
  type PluginList,
  pickKnown,
  type ResolveOptions,
  resolveConfig,
  type ScanConfig,
  toPresetOptions,
} from "./config/mod.ts";
export * from "./errors/mod.ts";
export * from "./events/mod.ts";
export * from "./model/mod.ts";
export * from "./plugin/mod.ts";
export * from "./run/mod.ts";
export {
  type AtomicFile,
  type ConnectionSettings,
  checkReplaceable,
  createRedactor,
  type Exec,
  type ExecOptions,
  type ExecResult,
  endProcesses,
  errorCode,
  fileWriteError,
  findDistrust,
  formatMegabytes,
  formatOwner,
  type Http,
  type HttpInit,
  isAlive,
  isOwn,
  isRecord,
  type LoadFileOptions,
  type LockOptions,
  loadFile,
  loadOwner,
  loadText,
  type MemoryLimits,
  makeFolder,
  memoryLimits,
  type OpenFileOptions,
  type Owner,
  openAtomicFile,
  openFile,
  parseOwner,
  printable,
  type Redactor,
  type RunningProcess,
  readLimited,
  removeAbandonedFiles,
  showPath,
  toFileReason,
  withLock,
  writeAtomic,
} from "./services/mod.ts";
