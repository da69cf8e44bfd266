import { sql } from "kysely";
import { type Finding, SEVERITIES } from "../../../../core/mod.ts";
import { toFinding } from "../store/finding_row.ts";
import type { HistoryDatabase } from "../store/schema.ts";
import type { Moment } from "./find_moment.ts";
import { type KnownImage, loadImages } from "./known_images.ts";

/** Lists what the last scans found in an image, by its whole name; the worst first. What several found stands there once. */
export async function listFindings(
  db: HistoryDatabase,
  moment: Moment,
  { image, limit }: { readonly image: string; readonly limit: number },
): Promise<{ readonly current: readonly KnownImage[]; readonly findings: readonly Finding[] }> {
  const current = await loadImages(db, moment, sql`target.name = ${image}`);
  const findings = await loadFindings(db, [...new Set(current.map(({ setId }) => setId))], limit);
  return { current, findings };
}

/** Loads the findings of sets, the worst first. */
export async function loadFindings(
  db: HistoryDatabase,
  setIds: readonly number[],
  limit: number,
): Promise<readonly Finding[]> {
  if (setIds.length === 0) return [];
  const levels = SEVERITIES.map((severity, level) => sql`when ${severity} then ${sql.lit(level)}`);
  const { rows } = await sql<{ readonly data: string }>`
    select data from finding
    where id in (select finding_id from set_finding where set_id in (${sql.join(setIds)}))
    order by case severity ${sql.join(levels, sql` `)} else 0 end desc, name, package, id limit ${limit}`.execute(db);
  return rows.map(toFinding);
}
