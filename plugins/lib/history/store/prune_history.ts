import { stat } from "node:fs/promises";
import { errorCode, toFileReason, toReason } from "../../../../core/kit.ts";
import { historyError } from "../errors.ts";
import type { HistoryPlace } from "../place/mod.ts";
import { dialectOf, inTransaction } from "./dialect/mod.ts";
import { type OpenHistory, openHistory, toHistoryError } from "./open_history.ts";
import { readHistory } from "./read_history.ts";
import { type Removal, type Retention, removeOldRuns } from "./runs.ts";
import type { HistoryDatabase } from "./schema.ts";

/** What was removed from a history. */
export interface Pruned extends Removal {
  /** How many runs there were. */
  readonly runs: number;
  /** How many findings went with the runs: those that no other run has. */
  readonly findings: number;
  /** The size before and after; after a dry run what it would be. */
  readonly bytes: readonly [before: number, after: number];
  /** Why it could not be made smaller. */
  readonly problem?: string;
}

/** What ends a dry run: everything is removed, and comes back. */
class DryRunEnd extends Error {
  readonly pruned: Pruned;

  constructor(pruned: Pruned) {
    super();
    this.pruned = pruned;
  }
}

/**
 * Removes old runs from a history, and makes it smaller. A dry run does the same, and takes it back.
 *
 * @throws {ScanError} HISTORY_MISSING, and as `openHistory()`
 */
export async function pruneHistory(
  place: HistoryPlace,
  retention: Retention,
  { isDryRun }: { readonly isDryRun: boolean },
): Promise<Pruned> {
  // What is to be made smaller is not made.
  if (typeof place === "string") await measureFile(place);
  else await readHistory(place, async () => undefined);
  const history = await openHistory(place);
  try {
    const before = await measure(place, history.db);
    const pruned = await inTransaction(history.db, async (writing) => {
      const found = await prune(writing, retention, before);
      if (isDryRun) throw new DryRunEnd(found);
      return found;
    });
    const problem = await shrink(history);
    return { ...pruned, bytes: [before, await measure(place, history.db)], ...(problem !== undefined && { problem }) };
  } catch (error) {
    if (error instanceof DryRunEnd) return error.pruned;
    throw toHistoryError(place, error);
  } finally {
    await history.close();
  }
}

async function prune(db: HistoryDatabase, retention: Retention, before: number): Promise<Pruned> {
  const [runs, findings] = [await count(db, "run"), await count(db, "finding")];
  const removal = await removeOldRuns(db, retention);
  const after = Math.min(before, await dialectOf(db).measureBytes(db));
  return { ...removal, runs, findings: findings - (await count(db, "finding")), bytes: [before, after] };
}

async function count(db: HistoryDatabase, table: "run" | "finding"): Promise<number> {
  const counting = db.selectFrom(table).select(({ fn }) => fn.countAll().as("count"));
  return Number((await counting.executeTakeFirstOrThrow()).count);
}

async function shrink({ db }: OpenHistory): Promise<string | undefined> {
  try {
    await dialectOf(db).vacuum(db);
    return undefined;
  } catch (error) {
    return toReason(error);
  }
}

async function measure(place: HistoryPlace, db: HistoryDatabase): Promise<number> {
  return typeof place === "string" ? await measureFile(place) : await dialectOf(db).measureBytes(db);
}

async function measureFile(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (cause) {
    if (errorCode(cause) === "ENOENT") throw historyError("HISTORY_MISSING", { path }, { cause });
    throw historyError("HISTORY_UNREADABLE", { path, reason: toFileReason(cause) }, { cause });
  }
}
