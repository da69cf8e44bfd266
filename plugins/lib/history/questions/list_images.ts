import { sql } from "kysely";
import type { SeverityCounts } from "../../../../core/kit.ts";
import type { HistoryDatabase } from "../store/schema.ts";
import type { Moment } from "./find_moment.ts";
import { failureOf, isKnownAt, joinLastScan, type KnownImage } from "./known_images.ts";

/** An image of a pipeline, with what its last scan found. */
export interface ListedImage extends Omit<KnownImage, "key" | "repository" | "scanners"> {
  /** Since when it has the same findings. */
  readonly unchangedSince: string;
  readonly counts: Readonly<SeverityCounts>;
}

/** Which images are listed. */
export interface ListImagesOptions {
  readonly limit: number;
  /** How many are left out before. @default {0} */
  readonly offset?: number;
  /** What is in their names, whatever its case. @default All */
  readonly text?: string;
}

interface Row extends Omit<ListedImage, "counts"> {
  readonly critical: number;
  readonly high: number;
  readonly medium: number;
  readonly low: number;
  readonly unknown: number;
}

/** Lists images as of their last scans, those with the worst findings first, and counts all that there are. */
export async function listImages(
  db: HistoryDatabase,
  moment: Moment,
  { limit, offset = 0, text = "" }: ListImagesOptions,
): Promise<{ readonly images: readonly ListedImage[]; readonly total: number }> {
  const pattern = `%${text.toLowerCase().replace(/[!%_]/g, "!$&")}%`;
  const isNamed = text === "" ? sql`1 = 1` : sql`lower(target.name) like ${pattern} escape '!'`;
  const known = sql`span join target on target.id = span.target_id where ${isKnownAt(moment)} and ${isNamed}`;
  const { rows: sums } = await sql<{ readonly total: number | string }>`select count(*) as total from ${known}`.execute(
    db,
  );
  const worst = sql.raw("critical desc, high desc, medium desc, low desc, unknown desc");
  // The last scan is looked up for those alone that are listed.
  const { rows } = await sql<Row>`
    select span.name as image, span.platform, span.owner, pipeline.name as pipeline, span.set_id as "setId",
      span.first_at as "unchangedSince", run.started_at as "lookedAt", result.min_severity as "minSeverity",
      result.caveats, ${failureOf(moment)} as failure, critical, high, medium, low, unknown
    from (
      select span.pipeline_id, span.target_id, span.set_id, span.first_at, target.name, target.platform, target.owner,
        finding_set.critical, finding_set.high, finding_set.medium, finding_set.low, finding_set.unknown
      from span join target on target.id = span.target_id join finding_set on finding_set.id = span.set_id
      where ${isKnownAt(moment)} and ${isNamed}
      order by ${worst}, target.name, target.platform, span.pipeline_id limit ${limit} offset ${offset}
    ) as span ${joinLastScan(moment)}
      join pipeline on pipeline.id = span.pipeline_id
      join run on run.id = scan.run_id
    order by ${worst}, span.name, span.platform, span.pipeline_id`.execute(db);
  const images = rows.map(({ critical, high, medium, low, unknown, ...row }) => {
    return { ...row, counts: { CRITICAL: critical, HIGH: high, MEDIUM: medium, LOW: low, UNKNOWN: unknown } };
  });
  return { images, total: Number(sums[0]?.total ?? 0) };
}
