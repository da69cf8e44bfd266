import { sql } from "kysely";
import { dialectOf } from "./dialect/mod.ts";
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
  /** How much all that is kept may take. */
  readonly maxBytes: number;
}

/** A run that is removed. */
export interface RemovedRun {
  readonly id: number;
  readonly uid: string;
  readonly label: string;
  readonly started_at: string;
}

/** What became of old runs. */
export interface Removal {
  /** The oldest first. */
  readonly removed: readonly RemovedRun[];
  /** How many more are too old or too many, and stay. */
  readonly spared: number;
}

/** A run that goes on for longer was killed. */
const LONGEST_RUN_MS = 86_400_000;
/** Where there is too much, this part of the runs goes at a time, so that the next runs have room. */
const PART = 1 / 8;

/**
 * Removes old runs, and the results and findings that no run has any more. The last finished run of each pipeline, those
 * with a tag and those at work stay, however old. Of what is too much the oldest runs go first.
 */
export async function removeOldRuns(db: HistoryDatabase, { keepRuns, after, maxBytes }: Retention): Promise<Removal> {
  const columns = ["id", "uid", "label", "started_at", "state"] as const;
  const runs = await db.selectFrom("run").select(columns).orderBy("id", "desc").execute();
  const old = runs.filter(({ started_at }, place) => place >= keepRuns || started_at < after.toISOString());
  const isTooMuch = async () => (await dialectOf(db).measureBytes(db, maxBytes)) > maxBytes;
  if (old.length === 0 && !(await isTooMuch())) return { removed: [], spared: 0 };
  const spared = await listSpared(db);
  const begun = new Date(Date.now() - LONGEST_RUN_MS).toISOString();
  const isSpared = ({ id, state, started_at }: (typeof runs)[number]) =>
    spared.has(id) || (state === "running" && started_at > begun);
  const removed = old.filter((run) => !isSpared(run)).reverse();
  await removeRuns(db, removed);
  const others = runs.filter((run) => !isSpared(run) && !removed.includes(run)).reverse();
  while (others.length > 0 && (await isTooMuch())) {
    const part = others.splice(0, Math.ceil(others.length * PART));
    await removeRuns(db, part);
    removed.push(...part);
  }
  return { removed, spared: old.filter(isSpared).length };
}

/** The last finished run of each pipeline, and all with a tag. */
async function listSpared(db: HistoryDatabase): Promise<ReadonlySet<number>> {
  const tags = await db.selectFrom("tag").select("run_id").execute();
  const last = await db
    .selectFrom("entry")
    .innerJoin("run", "run.id", "entry.run_id")
    .select(({ fn }) => fn.max("entry.run_id").as("run_id"))
    .where("run.state", "=", "finished")
    .groupBy("entry.pipeline_id")
    .execute();
  return new Set([...tags, ...last].map(({ run_id }) => run_id));
}

async function removeRuns(db: HistoryDatabase, runs: readonly RemovedRun[]): Promise<void> {
  if (runs.length === 0) return;
  for (const { id } of runs) {
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
    const unused = sql`
      select ${sql.ref(column)} from ${sql.table(table)} except select ${sql.ref(use)} from ${sql.table(users)}`;
    await sql`delete from ${sql.table(table)} where ${sql.ref(column)} in (${unused})`.execute(db);
  }
}
