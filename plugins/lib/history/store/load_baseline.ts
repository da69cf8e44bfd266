import { repositoryOf } from "../../../../core/kit.ts";
import { type Outcome, type Severity, targetName } from "../../../../core/mod.ts";
import type { ChosenRun } from "./choose_run.ts";
import type { HistoryDatabase } from "./schema.ts";

/** What the history knows of one image at the time of an earlier run. */
export interface EarlierResult {
  readonly name: string;
  readonly platform: string;
  readonly repository: string;
  /** The run that looked at it: not after the one that is compared with. */
  readonly runId: number;
  readonly setId: number;
  readonly setHash: string;
  readonly minSeverity: Severity;
  /** Codes of its caveats, sorted. */
  readonly caveats: string;
  /** Names and versions of who looked at it. */
  readonly scanners: string;
  readonly resultHash: string;
  readonly hasLayers: boolean;
}

/** What was known when an earlier run of a pipeline had ended. */
export interface Baseline {
  readonly run: ChosenRun;
  /** For people: `the run of 2026-11-20 10:00 UTC`. */
  readonly name: string;
  /** Where its findings are. */
  readonly db: HistoryDatabase;
  /** Finds what an outcome is compared with: the same image, or the tag of its repository before it. */
  find(outcome: Outcome): EarlierResult | undefined;
  /** Results that its history has, by their hash. */
  readonly results: ReadonlyMap<string, EarlierResult>;
}

/** Options of `loadBaseline()`. */
export interface BaselineOptions {
  readonly pipeline: string;
  /** Runs before this one. */
  readonly before?: number;
  /** The run to compare with, whatever became of it. */
  readonly run?: ChosenRun | undefined;
  /** What it is called. @default The time of the run */
  readonly name?: string | undefined;
  /** The last run that began at this time or earlier; the first one where all began later. Default: the last run. */
  readonly at?: Date;
}

/**
 * Loads what was known of the images of a pipeline when its last finished run ended. An image that could not be scanned
 * then is known by its last scan before it. Returns undefined where no run of the pipeline was finished, or the chosen one
 * knows none of its images.
 */
export async function loadBaseline(
  db: HistoryDatabase,
  { pipeline, name: given, run: chosen, before = Number.MAX_SAFE_INTEGER, at }: BaselineOptions,
): Promise<Baseline | undefined> {
  const found = await db.selectFrom("pipeline").select("id").where("name", "=", pipeline).executeTakeFirst();
  if (found === undefined) return undefined;
  const run = chosen ?? (await findRun(db, found.id, before, at));
  if (run === undefined) return undefined;
  const results = await loadResults(db, found.id, run.id);
  if (results.length === 0 && chosen !== undefined) return undefined;
  const byName = new Map(results.map((result) => [keyOf(result.name, result.platform), result]));
  const byRepository = groupByRepository(results);
  return {
    run,
    name: given ?? `the run of ${formatMinute(run.startedAt)}`,
    db,
    results: new Map(results.map((result) => [result.resultHash, result])),
    find({ target }) {
      const name = targetName(target);
      const platform = target.platform ?? "";
      const others = byRepository.get(repositoryOf(target))?.filter((result) => result.platform === platform);
      return byName.get(keyOf(name, platform)) ?? findTagBefore(name, others ?? []);
    },
  };
}

async function findRun(db: HistoryDatabase, pipelineId: number, before: number, at: Date | undefined) {
  const runs = db
    .selectFrom("run")
    .select(["id", "started_at as startedAt"])
    .where("state", "=", "finished")
    .where("id", "<", before)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom("entry")
          .select("run_id")
          .whereRef("entry.run_id", "=", "run.id")
          .where("pipeline_id", "=", pipelineId),
      ),
    );
  const last = runs.orderBy("id", "desc").limit(1);
  if (at === undefined) return await last.executeTakeFirst();
  const then = await last.where("started_at", "<=", at.toISOString()).executeTakeFirst();
  return then ?? (await runs.orderBy("id").limit(1).executeTakeFirst());
}

/** `2026-11-20 10:00 UTC`. */
export function formatMinute(time: string): string {
  return `${time.slice(0, 16).replace("T", " ")} UTC`;
}

/** The last scan of each target that is not after a run. */
async function loadResults(db: HistoryDatabase, pipelineId: number, runId: number): Promise<EarlierResult[]> {
  const rows = await db
    .selectFrom((latest) =>
      latest
        .selectFrom("entry")
        .select(({ fn }) => ["target_id", fn.max("run_id").as("run_id")])
        .where("pipeline_id", "=", pipelineId)
        .where("run_id", "<=", runId)
        .where("result_id", "is not", null)
        .groupBy("target_id")
        .as("latest"),
    )
    .innerJoin("entry", (join) =>
      join
        .onRef("entry.target_id", "=", "latest.target_id")
        .onRef("entry.run_id", "=", "latest.run_id")
        .on("entry.pipeline_id", "=", pipelineId),
    )
    .innerJoin("target", "target.id", "entry.target_id")
    .innerJoin("result", "result.id", "entry.result_id")
    .innerJoin("finding_set", "finding_set.id", "result.set_id")
    .select(["target.name", "target.platform", "target.repository", "entry.run_id as runId"])
    .select(["result.set_id as setId", "finding_set.hash as setHash", "result.min_severity as minSeverity"])
    .select(["result.caveats", "result.scanners", "result.hash as resultHash", "result.layer_list_id as layers"])
    .execute();
  return rows.map(({ layers, ...row }) => {
    return { ...row, minSeverity: row.minSeverity as Severity, hasLayers: layers !== null };
  });
}

function keyOf(name: string, platform: string): string {
  return `${platform} ${name}`;
}

function groupByRepository(results: readonly EarlierResult[]): ReadonlyMap<string, readonly EarlierResult[]> {
  const groups = new Map<string, EarlierResult[]>();
  for (const result of results) {
    const group = groups.get(result.repository) ?? [];
    group.push(result);
    groups.set(result.repository, group);
  }
  return groups;
}

const TAGS = new Intl.Collator("en", { numeric: true });

/** The next lower tag by its numbers: 1.9 before 1.10. Where all are higher, the one that was looked at last. */
function findTagBefore(name: string, others: readonly EarlierResult[]): EarlierResult | undefined {
  const lower = others.filter((other) => TAGS.compare(other.name, name) < 0);
  if (lower.length > 0) return lower.reduce((best, other) => (TAGS.compare(other.name, best.name) > 0 ? other : best));
  return others.reduce<EarlierResult | undefined>(
    (best, other) => (best === undefined || other.runId > best.runId ? other : best),
    undefined,
  );
}
