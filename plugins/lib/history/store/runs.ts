import { sql } from "kysely";
import type { HistoryDatabase, RunTable } from "./schema.ts";

/** A run that begins. */
export interface NewRun {
  readonly uid: string;
  readonly label: string;
  readonly startedAt: Date;
}

/** Adds a run. Returns its number; that of the run itself where several sinks of it have a history. */
export async function beginRun(db: HistoryDatabase, { uid, label, startedAt }: NewRun): Promise<number> {
  const { id } = await db
    .insertInto("run")
    .values({ uid, label, started_at: startedAt.toISOString(), finished_at: null, state: "running" })
    .onConflict((conflict) => conflict.column("uid").doUpdateSet({ state: "running" }))
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

/** Marks a run as ended. Only a finished one is compared with. */
export async function endRun(db: HistoryDatabase, id: number, state: RunTable["state"], at: Date): Promise<void> {
  await db.updateTable("run").set({ state, finished_at: at.toISOString() }).where("id", "=", id).execute();
}

/** Which runs are kept. */
export interface Retention {
  readonly keepRuns: number;
  /** Runs that began before are removed. */
  readonly after: Date;
}

/**
 * Removes old runs, and the results and findings that no run has any more. The last finished run and those with
 * a tag stay, however old.
 * Returns how many runs it removed.
 */
export async function removeOldRuns(db: HistoryDatabase, { keepRuns, after }: Retention): Promise<number> {
  const runs = await db.selectFrom("run").select(["id", "started_at", "state"]).orderBy("id", "desc").execute();
  const last = runs.find(({ state }) => state === "finished")?.id;
  const tagged = new Set((await db.selectFrom("tag").select("run_id").execute()).map((tag) => tag.run_id));
  const old = runs.filter(({ id, started_at }, place) => {
    return id !== last && !tagged.has(id) && (place >= keepRuns || started_at < after.toISOString());
  });
  if (old.length === 0) return 0;
  for (const { id } of old) {
    await db.deleteFrom("entry").where("run_id", "=", id).execute();
    await db.deleteFrom("run").where("id", "=", id).execute();
  }
  await sql`
    delete from span where not exists (
      select 1 from entry
      where entry.pipeline_id = span.pipeline_id and entry.target_id = span.target_id
        and entry.run_id >= span.first_run and (span.next_run is null or entry.run_id < span.next_run)
        and entry.result_id is not null
    )`.execute(db);
  for (const [table, column, users, use] of [
    ["result", "id", "entry", "result_id"],
    ["target", "id", "entry", "target_id"],
    ["set_finding", "set_id", "result", "set_id"],
    ["placement", "set_id", "result", "set_id"],
    ["placement", "layer_list_id", "result", "layer_list_id"],
    ["layer_list", "id", "result", "layer_list_id"],
    ["finding_set", "id", "result", "set_id"],
    ["finding", "id", "set_finding", "finding_id"],
    ["alias", "name", "finding", "name"],
  ] as const) {
    const used = sql`select ${sql.ref(use)} from ${sql.table(users)} where ${sql.ref(use)} is not null`;
    await sql`delete from ${sql.table(table)} where ${sql.ref(column)} not in (${used})`.execute(db);
  }
  return old.length;
}
