import { Kysely, SqliteDialect } from "kysely";
import type { Outcome } from "../../../../core/mod.ts";
import { migrate } from "./migrations.ts";
import { createRecorder } from "./record_outcomes.ts";
import { beginRun } from "./runs.ts";
import type { HistoryDatabase, HistoryTables } from "./schema.ts";

/** How many outcomes are written at once. */
const BATCH = 50;

/** A history in memory. */
export interface Scratch {
  readonly db: HistoryDatabase;
  /** Adds what is no run of a history, so that it can be asked like one. Returns its number. */
  record(outcomes: AsyncIterable<Outcome>, startedAt: Date): Promise<number>;
  close(): Promise<void>;
}

/** Opens a history in memory, which holds each finding once. */
export async function openScratch(): Promise<Scratch> {
  const { default: Libsql } = await import("libsql");
  const db = new Kysely<HistoryTables>({ dialect: new SqliteDialect({ database: new Libsql(":memory:") }) });
  await migrate(db, 0);
  let count = 0;
  return {
    db,
    async record(outcomes, startedAt) {
      count += 1;
      const runId = await beginRun(db, { uid: `scratch-${count}`, label: "", startedAt });
      const recorder = createRecorder(runId);
      let waiting: Outcome[] = [];
      for await (const outcome of outcomes) {
        waiting.push(outcome);
        if (waiting.length < BATCH) continue;
        await recorder.record(db, waiting);
        waiting = [];
      }
      await recorder.record(db, waiting);
      return runId;
    },
    close: () => db.destroy(),
  };
}
