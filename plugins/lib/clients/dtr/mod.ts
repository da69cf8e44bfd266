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
export type { Decision, DtrManifest, DtrReview, DtrScanResult } from "./dtr_data.ts";
export { dtrError } from "./errors.ts";
export {
  type ConnectContext,
  connectDtr,
  type OpenDtrContext,
  type OpenDtrOptions,
  openDtr,
  SILENT,
} from "./open_dtr.ts";
