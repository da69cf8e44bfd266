import { sql } from "kysely";
import { levelOf } from "../../../../../core/kit.ts";
import type { Severity } from "../../../../../core/mod.ts";
import { findChosenRun } from "../../store/choose_run.ts";
import type { HistoryDatabase } from "../../store/schema.ts";
import { loadImages } from "../known_images.ts";
import type { Side, SideImage } from "./side.ts";

/** A run of the history. */
export interface FoundRun {
  readonly id: number;
  readonly started_at: string;
  readonly state: string;
}

/**
 * Finds a run: `last` and `previous` are finished ones, a time means the last one that had begun by then and was finished,
 * and other words are tags, numbers and beginnings of ids.
 */
export async function findRun(db: HistoryDatabase, word: string | Date): Promise<FoundRun | undefined> {
  const runs = db.selectFrom("run").select(["id", "started_at", "state"]).orderBy("id", "desc").limit(2);
  const finished = runs.where("state", "=", "finished");
  if (word instanceof Date) return await finished.where("started_at", "<=", word.toISOString()).executeTakeFirst();
  if (word === "last" || word === "previous") return (await finished.execute())[word === "last" ? 0 : 1];
  const chosen = await findChosenRun(db, word);
  return chosen && (await runs.where("id", "=", chosen.id).executeTakeFirst());
}

interface Row {
  readonly name: string;
  readonly platform: string;
  readonly repository: string;
  readonly setId: number | null;
  readonly minSeverity: Severity | null;
  readonly caveats: string | null;
  readonly scanners: string | null;
}

/** Loads what one run found. */
export async function loadRun(db: HistoryDatabase, { id, started_at, state }: FoundRun): Promise<Side> {
  const { rows } = await sql<Row>`
    select target.name, target.platform, target.repository, result.set_id as "setId", result.min_severity as "minSeverity",
      result.caveats, result.scanners
    from entry join target on target.id = entry.target_id left join result on result.id = entry.result_id
    where entry.run_id = ${id} order by target.name`.execute(db);
  const name = `the run of ${started_at.slice(0, 16).replace("T", " ")} UTC`;
  return { name, db, isWhole: state === "finished", images: joinPipelines(rows) };
}

/** Loads what is known of an image by its last scan; nothing where the history does not know it. */
export async function loadImage(db: HistoryDatabase, name: string): Promise<Side | undefined> {
  const named = await loadImages(db, { runId: Number.MAX_SAFE_INTEGER }, sql`target.name = ${name}`);
  if (named.length === 0) return undefined;
  const rows = named.map((image) => ({ ...image, name: image.image }));
  return { name, db, isWhole: true, images: joinPipelines(rows) };
}

/** What several pipelines found in an image is found in it. */
function joinPipelines(rows: readonly Row[]): readonly SideImage[] {
  const images = new Map<string, SideImage>();
  for (const { name, platform, repository, ...row } of rows) {
    const key = `${platform} ${name}`;
    const known = images.get(key) ?? {
      ...{ name, platform, repository, setIds: [], caveats: [], scanners: [] },
      minSeverity: row.minSeverity ?? "UNKNOWN",
    };
    if (row.setId === null || row.minSeverity === null) images.set(key, known);
    else {
      images.set(key, {
        ...known,
        setIds: [...new Set([...known.setIds, row.setId])],
        minSeverity:
          levelOf(row.minSeverity) < levelOf(known.minSeverity) || known.setIds.length === 0
            ? row.minSeverity
            : known.minSeverity,
        caveats: [...known.caveats, ...(row.caveats ?? "").split(" ").filter((code) => code !== "")],
        scanners: [
          ...known.scanners,
          ...(row.scanners ?? "").split(", ").map((scanner) => scanner.split(" ")[0] ?? ""),
        ],
      });
    }
  }
  return [...images.values()];
}
