import type { HistoryDatabase } from "./schema.ts";

/** A run that somebody has named. */
export interface ChosenRun {
  readonly id: number;
  readonly startedAt: string;
}

/** What names a run: `@release-1` by its tag, `17` by its number, `0190f1a0` by the beginning of its id. */
const RUN = /^(?:@(?<tag>.+)|(?<number>\d{1,7})|(?<uid>[\da-f]{8}[\da-f-]*))$/;

/** Whether a text names a run, and not a file. */
export function isRunName(name: string): boolean {
  return RUN.test(name);
}

/** Finds the run that a text names. Undefined where there is none, or more than one. */
export async function findChosenRun(db: HistoryDatabase, name: string): Promise<ChosenRun | undefined> {
  const { tag, number, uid } = RUN.exec(name)?.groups ?? {};
  const runs = db.selectFrom("run").select(["run.id", "run.started_at as startedAt"]).limit(2);
  if (tag !== undefined) {
    return await runs.innerJoin("tag", "tag.run_id", "run.id").where("tag.name", "=", tag).executeTakeFirst();
  }
  if (number !== undefined) return await runs.where("run.id", "=", Number(number)).executeTakeFirst();
  if (uid === undefined) return undefined;
  const [found, ...others] = await runs.where("run.uid", "like", `${uid}%`).execute();
  return others.length === 0 ? found : undefined;
}

/** Gives a run a name, which another run may have had before. */
export async function tagRun(db: HistoryDatabase, runId: number, name: string): Promise<void> {
  await db
    .insertInto("tag")
    .values({ name, run_id: runId })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ run_id: runId }))
    .execute();
}
