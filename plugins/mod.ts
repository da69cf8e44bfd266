/**
 * The plugins that come with hullscan.
 *
 * @module
 */
export type { Decision, DtrManifest, DtrReview, DtrScanResult, DtrScanSummary } from "./lib/clients/dtr/mod.ts";
export {
  type CanonicalReference,
  formatReference,
  type ParseReferenceOptions,
  parseReference,
  type Reference,
  toCanonical,
} from "./lib/clients/oci/mod.ts";
export type { LookUpFailure } from "./lib/clients/registry/mod.ts";
export { type JobSummaryOptions, jobSummary } from "./observers/job_summary/mod.ts";
export { type AcceptFilesOptions, acceptFiles } from "./processors/accept_files/mod.ts";
export { resolve } from "./processors/digest/former_name.ts";
export { type DigestInput, digest } from "./processors/digest/mod.ts";
export { type DockerBuildInput, dockerBuild } from "./processors/docker_build/mod.ts";
export { type DtrRescanInput, dtrRescan } from "./processors/dtr_rescan/mod.ts";
export { type TrivyInput, trivy } from "./processors/trivy/mod.ts";
export { type FilesOptions, files } from "./sinks/files/mod.ts";
export { type GroupedJsonOptions, groupedJson } from "./sinks/grouped_json/mod.ts";
export { type HistoryOptions, history } from "./sinks/history/mod.ts";
export { type ReportOptions, report } from "./sinks/report/mod.ts";
export { type SlackOptions, slack } from "./sinks/slack/mod.ts";
export { stdoutFilename } from "./sinks/stdout_filename/mod.ts";
export { type DockerfileListOptions, dockerfileList } from "./sources/dockerfile_list/mod.ts";
export { type DtrNamespacesInput, dtrNamespaces } from "./sources/dtr_namespaces/mod.ts";
export { type ImageListOptions, imageList } from "./sources/image_list/mod.ts";
