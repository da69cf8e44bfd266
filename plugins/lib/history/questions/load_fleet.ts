import { sql } from "kysely";
import type { Severity } from "../../../../core/mod.ts";
import type { HistoryDatabase } from "../store/schema.ts";
import type { Moment } from "./find_moment.ts";

/** An image of a pipeline as of its last scan. */
export interface KnownImage {
  readonly key: string;
  readonly image: string;
  /** Empty where the list names none. */
  readonly platform: string;
  readonly repository: string;
  readonly owner: string;
  readonly pipeline: string;
  readonly setId: number;
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

/** All images, by pipeline and target, and how many no run could scan. */
export interface Fleet {
  readonly images: ReadonlyMap<string, KnownImage>;
  readonly neverScanned: number;
}

type Row = Omit<KnownImage, "key" | "minSeverity"> & {
  readonly pipelineId: number;
  readonly targetId: number;
  readonly minSeverity: string;
};

/** Loads what was known of each image at a time. Memory holds some 300 bytes for each. */
export async function loadFleet(db: HistoryDatabase, { runId }: Moment): Promise<Fleet> {
  const { rows } = await sql<Row>`
    select span.pipeline_id as pipelineId, span.target_id as targetId, target.name as image, target.platform,
      target.repository, target.owner, pipeline.name as pipeline, span.set_id as setId, run.started_at as lookedAt,
      result.min_severity as minSeverity, result.caveats, result.scanners,
      (
        select failure from entry
        where entry.pipeline_id = span.pipeline_id and entry.target_id = span.target_id and entry.run_id <= ${runId}
        order by entry.run_id desc limit 1
      ) as failure
    from span
      join target on target.id = span.target_id
      join pipeline on pipeline.id = span.pipeline_id
      join entry as look on look.pipeline_id = span.pipeline_id and look.target_id = span.target_id and look.run_id = (
        select entry.run_id from entry
        where entry.pipeline_id = span.pipeline_id and entry.target_id = span.target_id and entry.run_id <= ${runId}
          and entry.result_id is not null
        order by entry.run_id desc limit 1
      )
      join result on result.id = look.result_id
      join run on run.id = look.run_id
    where span.first_run <= ${runId} and (span.next_run is null or span.next_run > ${runId})`.execute(db);
  const images = rows.map(({ pipelineId, targetId, minSeverity, ...row }) => {
    return { ...row, key: `${pipelineId} ${targetId}`, minSeverity: minSeverity as Severity };
  });
  return { images: new Map(images.map((image) => [image.key, image])), neverScanned: await countFailed(db, runId) };
}

async function countFailed(db: HistoryDatabase, runId: number): Promise<number> {
  const { rows } = await sql<{ readonly count: number }>`
    select count(*) as count from target
    where id not in (select target_id from span where first_run <= ${runId})
      and exists (
        select 1 from pipeline join entry on entry.pipeline_id = pipeline.id and entry.target_id = target.id
        where entry.run_id <= ${runId}
      )`.execute(db);
  return rows[0]?.count ?? 0;
}
