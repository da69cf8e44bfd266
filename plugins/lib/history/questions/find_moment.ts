import { coreError } from "../../../../core/kit.ts";
import { historyError } from "../errors.ts";
import type { HistoryDatabase } from "../store/schema.ts";

/** A point in the history: what was known when a run had begun, and those before it had ended. */
export interface Moment {
  /** The last run that had begun. */
  readonly runId: number;
  /** What it was asked for; absent where that is now. */
  readonly at?: Date;
}

/**
 * Finds the last run of a day, or of all.
 *
 * @throws {ScanError} HISTORY_BEGINS where the history knows nothing of that time: nothing found would look like an answer
 */
export async function findMoment(db: HistoryDatabase, path: string, at: Date | undefined): Promise<Moment> {
  const runs = db.selectFrom("run").select(["id", "started_at"]);
  const before = at === undefined ? runs : runs.where("started_at", "<=", at.toISOString());
  const last = await before.orderBy("id", "desc").limit(1).executeTakeFirst();
  if (last !== undefined) return { runId: last.id, ...(at && { at }) };
  const first = await runs.orderBy("id").limit(1).executeTakeFirst();
  const day = (at ?? new Date()).toISOString().replace(/\.\d+/, "");
  throw historyError("HISTORY_BEGINS", { path, at: day, first: first?.started_at ?? "" });
}

/**
 * Reads a day or a time: `2026-10-01` is the end of that day in UTC, `2026-10-01T12:00:00Z` that moment.
 *
 * @throws {ScanError} USAGE
 */
export function parseMoment(text: string): Date {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text);
  const date = new Date(isDay ? `${text}T23:59:59.999Z` : isTime ? text : Number.NaN);
  if (!Number.isNaN(date.getTime()) && (!isDay || date.toISOString().startsWith(text))) return date;
  throw coreError("USAGE", { reason: `"${text}" is not a day or a time: 2026-10-01, 2026-10-01T12:00:00Z` });
}
