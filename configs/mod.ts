/**
 * Ready pipelines for configs.
 *
 * @module
 */
export { type RemoteOptions, remote } from "./remote.ts";
