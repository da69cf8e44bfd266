/**
 * What earlier runs found, for plugins that say what is new.
 *
 * @module
 */
export { type EarlierReport, type EarlierScan, openEarlierReport } from "./earlier_report.ts";
export { findNewestReport } from "./find_newest_report.ts";
export { type EarlierRun, openReport } from "./open_report.ts";
export { toReportedKey } from "./reported_key.ts";
