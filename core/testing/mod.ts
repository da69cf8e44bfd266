/**
 * For tests of plugins: they run as in a scan, with what a test needs around them.
 *
 * @module
 */
export { type CheckPluginOptions, checkPlugin } from "./conformance/check_plugin.ts";
export { fakeFinding } from "./fake_finding.ts";
export { type FakeOutcomeFields, fakeOutcome } from "./fake_outcome.ts";
export { fakeScan } from "./fake_scan.ts";
export { fakeTarget } from "./fake_target.ts";
export { type RunEngineOptions, runEngine } from "./run_engine.ts";
export { type RunObserverOptions, runObserver } from "./run_observer.ts";
export { type ProcessorRun, type RunProcessorOptions, runProcessor } from "./run_processor.ts";
export { type RunSinkOptions, runSink } from "./run_sink.ts";
export { type RunSourceOptions, runSource, type SourceRun } from "./run_source.ts";
export { type TestContext, type TestContextOptions, testContext } from "./test_context.ts";
export type { TestRun, TestRunOptions } from "./test_run.ts";
export { inVirtualTime, type VirtualTime } from "./virtual_time/virtual_time.ts";
