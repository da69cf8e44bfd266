/**
 * Ready pipelines for configs.
 *
 * @module
 */
export { type DtrOptions, dtr } from "./dtr.ts";
export { type LocalOptions, local } from "./local.ts";
export { type RemoteOptions, remote } from "./remote.ts";
