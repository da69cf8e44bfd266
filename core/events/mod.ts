export type {
  ArtifactReady,
  LogLevel,
  LogWritten,
  PipelineStarted,
  RunEnding,
  RunFinished,
  RunStarted,
  ScanEvent,
  TargetFinished,
  TargetStarted,
} from "./event.ts";
export { createImageCounter, type ImageCounter, type ImageTotals } from "./image_totals.ts";
export { emptySummary, type FailedTarget, foldSummary, formatUnreached, type Summary } from "./summary.ts";
