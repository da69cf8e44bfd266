import type { Outcome } from "../../../../core/mod.ts";
import { inTransaction } from "./dialect/mod.ts";
import { openDatabase } from "./open_history.ts";
import { createRecorder } from "./record_outcomes.ts";
import { beginRun } from "./runs.ts";
import type { HistoryDatabase } from "./schema.ts";

/** How many outcomes are written at once. */
const BATCH = 50;

/** SQLite's name for a file that is gone when it is closed, also where the process is killed. */
const TEMPORARY = "";

/** A history that nobody keeps. */
export interface Scratch {
  readonly db: HistoryDatabase;
  /** Adds what is no run of a history, so that it can be asked like one. Returns its number. */
  record(outcomes: AsyncIterable<Outcome>, startedAt: Date): Promise<number>;
  close(): Promise<void>;
}

/** Opens a history in a temporary file. */
export async function openScratch(): Promise<Scratch> {
  const { db, close } = await openDatabase(TEMPORARY, "a temporary file");
  let count = 0;
  return {
    db,
    async record(outcomes, startedAt) {
      count += 1;
      const runId = await beginRun(db, { uid: `scratch-${count}`, label: "", startedAt });
      const recorder = createRecorder(runId);
      const add = (part: readonly Outcome[]) => inTransaction(db, (writing) => recorder.record(writing, part));
      let waiting: Outcome[] = [];
      for await (const outcome of outcomes) {
        waiting.push(outcome);
        if (waiting.length < BATCH) continue;
        await add(waiting);
        waiting = [];
      }
      await add(waiting);
      return runId;
    },
    close,
  };
}
