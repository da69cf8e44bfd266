import { toReason } from "../../../core/kit.ts";
import { isScanError } from "../../../core/mod.ts";
import { historyError } from "../../lib/history/errors.ts";
import { openReport } from "../../lib/history/mod.ts";
import type { HistoryPlace } from "../../lib/history/place/mod.ts";
import { findChosenRun, isRunName, readHistory } from "../../lib/history/store/mod.ts";

/** What a run finds out by itself, and says then: it does without a history that cannot be used. */
const LATER: ReadonlySet<string> = new Set([
  "HISTORY_OLDER",
  "HISTORY_DAMAGED",
  "HISTORY_UNUSABLE",
  "HISTORY_NEWER",
  "HISTORY_UNREACHABLE",
]);

/**
 * Checks that there is what a run is to be compared with: of nothing, all would be new.
 *
 * @param name What it is called: a run, or the absolute path of a report
 * @throws {ScanError} HISTORY_MISSING, HISTORY_NO_RUN, HISTORY_BASELINE
 */
export async function checkBaseline(
  name: string,
  { place, report }: { readonly place: HistoryPlace; readonly report: string },
) {
  if (!isRunName(name)) {
    const opened = await openReport(report).catch((error: unknown) => {
      throw historyError("HISTORY_BASELINE", { path: report, reason: toReason(error) }, { cause: error });
    });
    return await opened.close();
  }
  try {
    const found = await readHistory(place, (db) => findChosenRun(db, name));
    if (found === undefined) throw historyError("HISTORY_NO_RUN", { path: String(place), name });
  } catch (error) {
    if (!isScanError(error) || !LATER.has(error.code)) throw error;
  }
}
