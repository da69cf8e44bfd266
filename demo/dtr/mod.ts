export { type DtrContents, type ManifestSpec, NEVER_SCANNED, type RepositorySpec, type ScanSpec } from "./contents.ts";
export { BAD_GATEWAY, HTML_PAGE, INTERNAL_ERROR, rateLimited, TO_LOGIN } from "./faults.ts";
export { type GenerateContentsOptions, generateContents } from "./generate_contents.ts";
export type { Login } from "./login.ts";
export type { ScanOrder } from "./respond.ts";
export { type SimulatedDtr, type StartDtrOptions, startDtr } from "./start_dtr.ts";
