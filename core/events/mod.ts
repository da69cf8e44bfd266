export type {
  ArtifactReady,
  FailedTarget,
  LogLevel,
  LogWritten,
  PipelineStarted,
  ProcessorFinished,
  ProcessorStarted,
  RunEnding,
  RunFinished,
  RunStarted,
  ScanEvent,
  Summary,
  TargetFinished,
  TargetStarted,
} from "./event.ts";
export { createImageCounter, type ImageCounter, type ImageTotals, imageKeyOf } from "./image_totals.ts";
export { emptySummary, foldSummary, formatUnreached } from "./summary.ts";
