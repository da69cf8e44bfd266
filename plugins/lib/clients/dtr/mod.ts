export { type ConnectContext, connectDtr, SILENT } from "./connect.ts";
export type { ConnectionOptions } from "./connection_options.ts";
export type {
  DtrCallOptions,
  DtrClient,
  DtrFeatures,
  DtrRepository,
  DtrScanRequest,
  DtrScanSummary,
  DtrStats,
  DtrTag,
  DtrTagDetail,
  DtrTagPlace,
} from "./dtr_client.ts";
export type { Decision, DtrReview, DtrScanResult } from "./dtr_review.ts";
export type { DtrManifest } from "./dtr_target.ts";
export { dtrError } from "./errors.ts";
export { openDtr } from "./open_dtr.ts";
export type { OpenDtrContext, OpenDtrOptions } from "./open_options.ts";
