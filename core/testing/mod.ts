/**
 * For tests of plugins: they run as in a scan, with what a test needs around them.
 *
 * @module
 */

export type { TestRun, TestRunOptions } from "./_run_config.ts";
export { type CheckPluginOptions, checkPlugin } from "./conformance/check_plugin.ts";
export { fakeFinding } from "./fake_finding.ts";
export { type FakeOutcomeFields, fakeOutcome, fakeScan, fakeTarget } from "./fakes.ts";
export {
  type ProcessorRun,
  type RunEngineOptions,
  type RunObserverOptions,
  type RunProcessorOptions,
  type RunSinkOptions,
  type RunSourceOptions,
  runEngine,
  runObserver,
  runProcessor,
  runSink,
  runSource,
  type SourceRun,
} from "./run_plugin.ts";
export { type TestContext, type TestContextOptions, testContext } from "./test_context.ts";
export { inVirtualTime, type VirtualTime } from "./virtual_time/virtual_time.ts";
