/**
 * The history in a file: what each run found, stored once.
 *
 * @module
 */
export { findChosenRun, isRunName, tagRun } from "./choose_run.ts";
export { compareOutcome } from "./compare_outcome.ts";
export { describeOutcome, leaveOutKept, type OutcomeRows } from "./describe_outcome.ts";
export { inTransaction } from "./dialect/mod.ts";
export { type Baseline, loadBaseline } from "./load_baseline.ts";
export { isDamage, moveAway, type OpenHistory, openHistory, toHistoryError } from "./open_history.ts";
export { openReportBaseline, type ReportBaseline } from "./open_report_baseline.ts";
export { type Pruned, pruneHistory } from "./prune_history.ts";
export { readHistory } from "./read_history.ts";
export { createRecorder } from "./record_outcomes.ts";
export { beginRun, endRun, type Removal, type RemovedRun, type Retention, removeOldRuns } from "./runs.ts";
export { openScratch, type Scratch } from "./scratch.ts";
