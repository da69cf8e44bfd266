/**
 * What the sinks that write reports share: the element of one outcome, and the check that a folder can be written.
 *
 * @module
 */
export { checkOutput } from "./check_output.ts";
export { type ReportElement, toElement } from "./grouped/to_element.ts";
export { type ReportedFinding, toReportedFinding } from "./grouped/to_finding.ts";
