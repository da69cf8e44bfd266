/**
 * Ready pipelines for configs.
 *
 * @module
 */
export { type LocalOptions, local } from "./local.ts";
export { type RemoteOptions, remote } from "./remote.ts";
