import { type RawBuilder, sql } from "kysely";
import { SEVERITIES, type Severity } from "../../../../core/mod.ts";
import type { HistoryDatabase } from "../store/schema.ts";
import type { Moment } from "./find_moment.ts";

/** An image of a pipeline as of its last scan. */
export interface KnownImage {
  /** The numbers of its pipeline and of itself: `1 17`. */
  readonly key: string;
  readonly image: string;
  /** Empty where the list names none. */
  readonly platform: string;
  readonly repository: string;
  readonly owner: string;
  readonly pipeline: string;
  readonly setId: number;
  /** Null where the layers are not known. */
  readonly layerListId: number | null;
  /** When the run began that scanned it last. */
  readonly lookedAt: string;
  readonly minSeverity: Severity;
  /** Codes, separated by spaces. */
  readonly caveats: string;
  /** Names and versions, separated by commas. */
  readonly scanners: string;
  /** Why it could not be scanned since; null where it could. */
  readonly failure: string | null;
}

/** What the history knows of images, and what it does not. Each image counts once, whatever pipelines look at it. */
export interface Coverage {
  /** Those that a run has scanned. */
  readonly images: number;
  readonly neverScanned: number;
  /** Those that could not be scanned again since. */
  readonly failedSince: number;
  readonly withCaveats: number;
  /** How many were asked for findings from a severity on. */
  readonly floors: Readonly<Partial<Record<Severity, number>>>;
}

/** Joins the last scan of the targets of spans. */
export const joinLastScan = ({ runId }: Moment) => sql`
  join entry as scan on scan.pipeline_id = span.pipeline_id and scan.target_id = span.target_id and scan.run_id = (
    select entry.run_id from entry
    where entry.pipeline_id = span.pipeline_id and entry.target_id = span.target_id and entry.run_id <= ${runId}
      and entry.result_id is not null
    order by entry.run_id desc limit 1
  )
  join result on result.id = scan.result_id`;

/** Why the target of a span could not be scanned since; null where it could. */
export const failureOf = ({ runId }: Moment) => sql`(
  select entry.failure from entry
  where entry.pipeline_id = span.pipeline_id and entry.target_id = span.target_id and entry.run_id <= ${runId}
  order by entry.run_id desc limit 1
)`;

export const isKnownAt = ({ runId }: Moment) =>
  sql`span.first_run <= ${runId} and (span.next_run is null or span.next_run > ${runId})`;

/** Loads what was known of some images at a time. */
export async function loadImages(
  db: HistoryDatabase,
  moment: Moment,
  where: RawBuilder<unknown>,
): Promise<readonly KnownImage[]> {
  const { rows } = await sql<KnownImage>`
    select span.pipeline_id || ' ' || span.target_id as key, target.name as image, target.platform, target.repository,
      target.owner, pipeline.name as pipeline, span.set_id as "setId", result.layer_list_id as "layerListId", run.started_at as "lookedAt",
      result.min_severity as "minSeverity", result.caveats, result.scanners, ${failureOf(moment)} as failure
    from span ${joinLastScan(moment)}
      join target on target.id = span.target_id
      join pipeline on pipeline.id = span.pipeline_id
      join run on run.id = scan.run_id
    where ${isKnownAt(moment)} and ${where}
    order by target.name, target.platform, pipeline.name`.execute(db);
  return rows;
}

/** Counts what was known of all images at a time. */
export async function countCoverage(db: HistoryDatabase, moment: Moment): Promise<Coverage> {
  const { rows } = await sql<Readonly<Record<"level" | "images" | "failed" | "withCaveats", number | string>>>`
    select level, count(*) as images, sum(has_failed) as failed, sum(has_caveats) as "withCaveats" from (
      select min(${levelOfScan()}) as level, max(case when result.caveats = '' then 0 else 1 end) as has_caveats,
        max(case when ${failureOf(moment)} is null then 0 else 1 end) as has_failed
      from span ${joinLastScan(moment)} where ${isKnownAt(moment)} group by span.target_id
    ) as image group by level`.execute(db);
  const sum = (column: "images" | "failed" | "withCaveats") => rows.reduce((all, row) => all + Number(row[column]), 0);
  return {
    images: sum("images"),
    neverScanned: await countNeverScanned(db, moment),
    failedSince: sum("failed"),
    withCaveats: sum("withCaveats"),
    floors: Object.fromEntries(rows.map(({ level, images }) => [SEVERITIES[Number(level)], Number(images)])),
  };
}

/** The place of a severity. Of an image that several pipelines look at, the one that asks for most counts. */
function levelOfScan(): RawBuilder<unknown> {
  const cases = SEVERITIES.map((severity, level) => sql`when ${severity} then ${sql.lit(level)}`);
  return sql`case result.min_severity ${sql.join(cases, sql` `)} else 0 end`;
}

/** The plus keeps SQLite from looking through all entries of these runs for each target. */
async function countNeverScanned(db: HistoryDatabase, { runId }: Moment): Promise<number> {
  const { rows } = await sql<{ readonly count: number | string }>`
    select count(*) as count from target
    where id not in (select target_id from span where first_run <= ${runId})
      and exists (
        select 1 from pipeline join entry on entry.pipeline_id = pipeline.id and entry.target_id = target.id
        where +entry.run_id <= ${runId}
      )`.execute(db);
  return Number(rows[0]?.count ?? 0);
}
