import type { Selectable } from "kysely";
import type { HistoryDatabase, SpanTable } from "./schema.ts";

/** What one run found in one target. */
type Look = Pick<SpanTable, "pipeline_id" | "target_id" | "set_id">;
type Span = Selectable<SpanTable>;

/** Notes from which run on targets have other findings than before. Of those that are unchanged nothing is written. */
export async function recordSpans(db: HistoryDatabase, runId: number, looks: readonly Look[]): Promise<void> {
  const known = await loadSpans(db, runId, looks);
  // Of two looks of one run at a target the last one counts.
  const latest = new Map(looks.map((look) => [keyOf(look), look]));
  const changes = [...latest].filter(([key, { set_id }]) => known.get(key)?.set_id !== set_id);
  if (changes.length === 0) return;
  const { first_at, isLast } = await loadRun(db, runId);
  const added: Span[] = [];
  for (const [key, look] of changes) {
    const before = known.get(key);
    const next = isLast ? undefined : await findNextLook(db, look, runId);
    // A run that began later, and was faster, has seen what was there before.
    const isSeenAfter = before !== undefined && next !== undefined && next.first_run !== before.next_run;
    const end = before === undefined || isSeenAfter ? next?.first_run : before.next_run;
    added.push({ ...look, first_run: runId, first_at, next_run: end ?? null });
    if (isSeenAfter) added.push({ ...before, ...next });
    if (before !== undefined) await endSpan(db, before, runId);
  }
  await db
    .insertInto("span")
    .values(added)
    .onConflict((conflict) =>
      conflict
        .columns(["pipeline_id", "target_id", "first_run"])
        .doUpdateSet((set) => ({ set_id: set.ref("excluded.set_id"), next_run: set.ref("excluded.next_run") })),
    )
    .execute();
}

/** The spans that a run is in, by target. */
async function loadSpans(db: HistoryDatabase, runId: number, looks: readonly Look[]): Promise<Map<string, Span>> {
  if (looks.length === 0) return new Map();
  const rows = await db
    .selectFrom("span")
    .selectAll()
    .where("pipeline_id", "in", [...new Set(looks.map((look) => look.pipeline_id))])
    .where("target_id", "in", [...new Set(looks.map((look) => look.target_id))])
    .where("first_run", "<=", runId)
    .where((is) => is.or([is("next_run", "is", null), is("next_run", ">", runId)]))
    .execute();
  return new Map(rows.map((row) => [keyOf(row), row]));
}

async function loadRun(db: HistoryDatabase, runId: number) {
  const runs = db.selectFrom("run").select(["id", "started_at"]);
  const run = await runs.where("id", "=", runId).executeTakeFirstOrThrow();
  const later = await runs.where("id", ">", runId).limit(1).executeTakeFirst();
  return { first_at: run.started_at, isLast: later === undefined };
}

/** The next look at a target, of another run at the same time. */
async function findNextLook(db: HistoryDatabase, { pipeline_id, target_id }: Look, runId: number) {
  return await db
    .selectFrom("entry")
    .innerJoin("run", "run.id", "entry.run_id")
    .select(["entry.run_id as first_run", "run.started_at as first_at"])
    .where("pipeline_id", "=", pipeline_id)
    .where("target_id", "=", target_id)
    .where("run_id", ">", runId)
    .where("result_id", "is not", null)
    .orderBy("run_id")
    .limit(1)
    .executeTakeFirst();
}

async function endSpan(db: HistoryDatabase, { pipeline_id, target_id, first_run }: Span, runId: number): Promise<void> {
  // One that began with this run is replaced.
  if (first_run === runId) return;
  await db
    .updateTable("span")
    .set({ next_run: runId })
    .where("pipeline_id", "=", pipeline_id)
    .where("target_id", "=", target_id)
    .where("first_run", "=", first_run)
    .execute();
}

function keyOf({ pipeline_id, target_id }: Look | Span): string {
  return `${pipeline_id} ${target_id}`;
}
