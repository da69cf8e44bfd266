import { sql } from "kysely";
import type { SeverityCounts } from "../../../../core/kit.ts";
import type { HistoryDatabase } from "../store/schema.ts";

/** A run with what it found. */
export interface RunFacts {
  /** Its number in this history. */
  readonly number: number;
  /** Its tags, separated by commas. */
  readonly tags: string;
  /** The run's own id. */
  readonly run: string;
  readonly label: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly state: string;
  /** Targets that it looked at, and those of them that could not be scanned. */
  readonly images: number;
  readonly failed: number;
  readonly counts: Readonly<SeverityCounts>;
}

/** Which runs are listed. */
export interface ListRunsOptions {
  /** The newest ones, at most. */
  readonly limit: number;
  /** Whether those that were broken off are left out. */
  readonly isFinished: boolean;
  /** Only what this pipeline looked at, in runs that it was in. */
  readonly pipeline?: string | undefined;
}

interface Row extends Omit<RunFacts, "counts"> {
  readonly critical: number;
  readonly high: number;
  readonly medium: number;
  readonly low: number;
  readonly unknown: number;
}

/** Lists the newest runs, the oldest of them first. */
export async function listRuns(
  db: HistoryDatabase,
  { limit, isFinished, pipeline }: ListRunsOptions,
): Promise<readonly RunFacts[]> {
  const own =
    pipeline === undefined ? sql`true` : sql`pipeline_id = (select id from pipeline where name = ${pipeline})`;
  const { rows } = await sql<Row>`
    with newest as (
      select * from run
      where (${isFinished ? sql`state = 'finished'` : sql`true`})
        and (${pipeline === undefined ? sql`true` : sql`exists (select 1 from entry where run_id = run.id and ${own})`})
      order by id desc limit ${limit}
    )
    select newest.id as number, newest.uid as run,
      coalesce((select string_agg(name, ', ') from tag where run_id = newest.id), '') as tags, label,
      started_at as "startedAt", finished_at as "finishedAt", state,
      count(entry.run_id) as images,
      count(case when entry.result_id is null then entry.run_id end) as failed,
      coalesce(sum(critical), 0) as critical, coalesce(sum(high), 0) as high, coalesce(sum(medium), 0) as medium,
      coalesce(sum(low), 0) as low, coalesce(sum(unknown), 0) as unknown
    from newest
      left join entry on entry.run_id = newest.id and ${own}
      left join result on result.id = entry.result_id
      left join finding_set on finding_set.id = result.set_id
    group by newest.id, newest.uid, label, started_at, finished_at, state order by newest.id`.execute(db);
  return rows.map(({ critical, high, medium, low, unknown, ...row }) => {
    return { ...row, counts: { CRITICAL: critical, HIGH: high, MEDIUM: medium, LOW: low, UNKNOWN: unknown } };
  });
}
