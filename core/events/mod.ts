export type {
  ArtifactReady,
  ComparisonTotals,
  FailedTarget,
  LogLevel,
  LogWritten,
  PipelineStarted,
  ProcessorFinished,
  ProcessorStarted,
  Retry,
  RunEnding,
  RunFinished,
  RunStarted,
  ScanEvent,
  Summary,
  TargetFinished,
  TargetRetried,
  TargetStarted,
} from "./event.ts";
export { createImageCounter, type ImageCounter, type ImageTotals, imageKeyOf } from "./image_totals.ts";
export { emptySummary, foldSummary, formatUnreached } from "./summary.ts";
