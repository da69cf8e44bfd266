import { stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import type { CommandContext } from "../../../core/cli/composition.ts";
import { coreError } from "../../../core/kit.ts";
import { findRun, loadImage, loadRun, type Side } from "../../../plugins/lib/history/questions/diff/mod.ts";
import { parseMoment, type Scratch } from "../../../plugins/lib/history/questions/mod.ts";
import type { HistoryDatabase } from "../../../plugins/lib/history/store/schema.ts";

/** Something to compare, and whether it is one image, which any other image can be compared with. */
export interface Resolved {
  readonly side: Side;
  readonly isImage: boolean;
}

/** Whether a word is a report: an existing file. */
export async function isReport(word: string): Promise<boolean> {
  return (await stat(resolve(word)).catch(() => undefined))?.isFile() ?? false;
}

/** Reads a report into a history in memory. */
export async function loadReport(word: string, scratch: Scratch, context: CommandContext): Promise<Resolved> {
  const report = await (await context.loadReports()).open(resolve(word));
  try {
    const id = await scratch.record(report.outcomes(), report.startedAt);
    const state = report.isInterrupted() ? "interrupted" : "finished";
    const side = await loadRun(scratch.db, { id, started_at: report.startedAt.toISOString(), state });
    return { side: { ...side, name: `the report ${basename(word)}` }, isImage: false };
  } finally {
    await report.close();
  }
}

/**
 * Finds a run or an image of the history.
 *
 * @throws {ScanError} USAGE where it is neither
 */
export async function findInHistory(word: string, db: HistoryDatabase): Promise<Resolved> {
  const isTime = /^\d{4}-\d\d-\d\d(?:T|$)/.test(word);
  const run = await findRun(db, isTime ? parseMoment(word) : word);
  if (run !== undefined) return { side: await loadRun(db, run), isImage: false };
  const image = isTime ? undefined : await loadImage(db, word);
  if (image !== undefined) return { side: image, isImage: true };
  const reason = isTime
    ? `No run of the history was finished by ${word}`
    : `"${word}" is neither a report, nor a run or an image of the history: scan history lists them`;
  throw coreError("USAGE", { reason });
}
