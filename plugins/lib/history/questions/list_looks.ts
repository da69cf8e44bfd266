import { sql } from "kysely";
import { coreError, findNearest, type SeverityCounts } from "../../../../core/kit.ts";
import type { HistoryDatabase } from "../store/schema.ts";

/** What one run found in an image. */
export interface LookFacts {
  readonly run: string;
  /** When the run began, ISO 8601, UTC. */
  readonly lookedAt: string;
  readonly pipeline: string;
  readonly platform: string;
  readonly digest: string;
  readonly scanners: string;
  /** When the scanner's database was built; empty where there is none. */
  readonly databaseAt: string;
  readonly minSeverity: string;
  /** Codes, separated by spaces. */
  readonly caveats: string;
  /** Why it could not be scanned; null where it could. */
  readonly failure: string | null;
  /** Null where it could not be scanned. */
  readonly counts: Readonly<SeverityCounts> | null;
}

/** An image with the newest looks at it, the oldest of them first. */
export interface ImageFacts {
  readonly image: string;
  readonly looks: readonly LookFacts[];
}

type Row = Omit<LookFacts, "counts"> &
  Readonly<Record<"critical" | "high" | "medium" | "low" | "unknown", number | null>>;

/**
 * Lists what runs found in an image, by its name or the end of that.
 *
 * @throws {ScanError} USAGE where the history does not know it, or knows several
 */
export async function listLooks(db: HistoryDatabase, word: string, limit: number): Promise<ImageFacts> {
  const image = await findImage(db, word);
  const { rows } = await sql<Row>`
    select * from (
      select run.id as place, run.uid as run, run.started_at as "lookedAt", pipeline.name as pipeline, target.platform,
        coalesce(result.digest, '') as digest, coalesce(result.scanners, '') as scanners,
        coalesce(result.database_at, '') as "databaseAt", coalesce(result.min_severity, '') as "minSeverity",
        coalesce(result.caveats, '') as caveats, entry.failure, critical, high, medium, low, unknown
      from pipeline cross join target
        join entry on entry.pipeline_id = pipeline.id and entry.target_id = target.id
        join run on run.id = entry.run_id
        left join result on result.id = entry.result_id
        left join finding_set on finding_set.id = result.set_id
      where target.name = ${image} order by place desc limit ${limit}
    ) as newest order by place`.execute(db);
  const looks = rows.map(({ critical, high, medium, low, unknown, ...row }): LookFacts => {
    const { place: _, ...look } = row as typeof row & { readonly place: number };
    if (critical === null) return { ...look, counts: null };
    const [h = 0, m = 0, l = 0, u = 0] = [high, medium, low, unknown].map((count) => count ?? 0);
    return { ...look, counts: { CRITICAL: critical, HIGH: h, MEDIUM: m, LOW: l, UNKNOWN: u } };
  });
  return { image, looks };
}

async function findImage(db: HistoryDatabase, word: string): Promise<string> {
  const rows = await db.selectFrom("target").select("name").distinct().execute();
  const names = rows.map(({ name }) => name);
  if (names.includes(word)) return word;
  const similar = names.filter((name) => name.endsWith(`/${word}`));
  const [only] = similar;
  if (only !== undefined && similar.length === 1) return only;
  if (similar.length > 1) {
    const list = similar.slice(0, 5).join(", ");
    throw coreError("USAGE", { reason: `"${word}" is the end of ${similar.length} images: ${list}. Name one of them` });
  }
  const nearest = findNearest(word, names.slice(0, 20_000));
  const mean = nearest === undefined ? "" : `; did you mean "${nearest}"?`;
  throw coreError("USAGE", { reason: `The history knows no image "${word}"${mean}` });
}
