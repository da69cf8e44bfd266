/**
 * What earlier runs found, for plugins that say what is new.
 *
 * @module
 */
export { findNewestReport } from "./find_newest_report.ts";
export { type EarlierRun, openReport } from "./open_report.ts";
