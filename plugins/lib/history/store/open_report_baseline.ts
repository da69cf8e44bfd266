import { basename } from "node:path";
import type { Outcome } from "../../../../core/mod.ts";
import { openReport } from "../open_report.ts";
import { inTransaction } from "./dialect/mod.ts";
import { type Baseline, formatMinute, loadBaseline } from "./load_baseline.ts";
import { openDatabase } from "./open_history.ts";
import { createRecorder } from "./record_outcomes.ts";
import { beginRun } from "./runs.ts";

/** How many outcomes are written together. */
const OUTCOMES = 100;
/** Where images of all pipelines are: a report may come from pipelines with other names. */
const ANY_PIPELINE = "";
/** SQLite's name for a file that is gone when it is closed, also where the process is killed. */
const TEMPORARY = "";

/** A report to compare with. */
export interface ReportBaseline {
  readonly baseline: Baseline;
  /** Whether no image was scanned then. */
  readonly isEmpty: boolean;
  close(): Promise<void>;
}

/**
 * Makes a baseline of an earlier report: the JSON report, or NDJSON. It is read once, into a history of its own on the
 * disk, and may be replaced meanwhile.
 *
 * @throws {Error} Why it cannot be read, in words
 */
export async function openReportBaseline(path: string): Promise<ReportBaseline> {
  const report = await openReport(path);
  try {
    const { db, close } = await openDatabase(TEMPORARY, path);
    try {
      const { label, startedAt } = report;
      const runId = await beginRun(db, { uid: label, label, startedAt });
      const recorder = createRecorder(runId);
      for await (const outcomes of inParts(report.outcomes())) {
        await inTransaction(db, (writing) => recorder.record(writing, outcomes));
      }
      const name = `${basename(path)} of ${formatMinute(startedAt.toISOString())}`;
      const run = { id: runId, startedAt: startedAt.toISOString() };
      const found = await loadBaseline(db, { pipeline: ANY_PIPELINE, run, name });
      const baseline = found ?? { run, name, db, results: new Map(), find: () => undefined };
      return { baseline, isEmpty: found === undefined, close };
    } catch (error) {
      await close();
      throw error;
    }
  } finally {
    await report.close();
  }
}

async function* inParts(outcomes: AsyncIterable<Outcome>): AsyncGenerator<readonly Outcome[]> {
  let part: Outcome[] = [];
  for await (const outcome of outcomes) {
    part.push({ ...outcome, pipeline: ANY_PIPELINE });
    if (part.length < OUTCOMES) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}
