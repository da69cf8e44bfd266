import { sql } from "kysely";
import { createFixPlanner, type FixPlan, levelOf, type PlanOptions } from "../../../../core/kit.ts";
import type { Finding, Severity } from "../../../../core/mod.ts";
import { toFinding } from "../store/finding_row.ts";
import { unpackPlaces } from "../store/pack_places.ts";
import type { HistoryDatabase } from "../store/schema.ts";
import type { Moment } from "./find_moment.ts";
import { loadMatches, type Places } from "./find_places.ts";
import { type Coverage, countCoverage, type KnownImage, loadImages } from "./known_images.ts";
import type { Query } from "./parse_query.ts";

/** What a plan is about. */
export interface PlanQuery extends PlanOptions {
  /** Whether an image counts; others only help to find base images. @default {() => true} */
  readonly isWanted?: (image: KnownImage) => boolean;
  /** The numbers of the findings that count. @default All of them */
  readonly matches?: ReadonlySet<number>;
  /** Marks what is accepted of an image: that does not count. It returns as many findings, in their order. */
  readonly mark?: ((image: KnownImage, findings: readonly Finding[]) => readonly Finding[]) | undefined;
  /** Findings below it do not count. */
  readonly minSeverity?: Severity | undefined;
  /** Is called again and again, and lets others have their turn; what it throws ends the work. */
  pause?(): Promise<void>;
}

/** A plan, and of how many images it is known. */
export interface PlannedFleet {
  readonly plan: FixPlan;
  readonly coverage: Coverage;
  /** How many images are wanted, also without findings. */
  readonly wanted: number;
  /** How many there are. */
  readonly images: number;
}

/** How many sets are asked for at a time. */
const SETS = 100;

/**
 * Plans what to do first over what the last scan of each image has found. It reads all findings of the wanted images: that
 * takes seconds where there are millions. Memory holds each finding once, and what the plan needs.
 */
export async function planFixes(db: HistoryDatabase, moment: Moment, query: PlanQuery): Promise<PlannedFleet> {
  const { isWanted = () => true, matches, minSeverity, mark } = query;
  const coverage = await countCoverage(db, moment);
  const images = await loadLatest(db, moment);
  const layers = await loadLayers(db);
  const planner = createFixPlanner();
  const findings = createFindingLoader(db, (id, { severity }) => {
    const isSevere = minSeverity === undefined || levelOf(severity) >= levelOf(minSeverity);
    return isSevere && matches?.has(id) !== false;
  });
  const wanted = images.filter(isWanted);
  for (const image of images) if (!isWanted(image)) planner.addImage(toPlanned(image, layers));
  for (let at = 0; at < wanted.length; at += SETS) {
    await query.pause?.();
    const some = wanted.slice(at, at + SETS);
    const sets = await findings.loadSets([...new Set(some.map(({ setId }) => setId))]);
    const places = await loadPlaces(db, some);
    for (const image of some) {
      const members = sets.get(image.setId) ?? [];
      const packed = places.get(`${image.setId} ${image.layerListId}`) ?? "";
      const unpacked = unpackPlaces(packed, members.length);
      const found = [...members.keys()].filter((index) => members[index] !== undefined);
      const counted = found.map((index) => members[index] as Finding);
      planner.addImage({
        ...toPlanned(image, layers),
        findings: mark === undefined ? counted : mark(image, counted),
        places: found.map((index) => unpacked[index] ?? 0),
      });
    }
  }
  return { plan: planner.plan(query), coverage, wanted: wanted.length, images: images.length };
}

/** Plans what removes what somebody has found, from all images that have it. */
export async function planMatches(
  db: HistoryDatabase,
  query: Query,
  { moment, places }: Pick<Places, "places"> & { readonly moment: Moment },
): Promise<FixPlan> {
  const having = new Set(places.map(({ image, platform }) => `${image} ${platform}`));
  const { plan } = await planFixes(db, moment, {
    matches: await loadMatches(db, query),
    isWanted: ({ image, platform }) => having.has(`${image} ${platform}`),
    ...{ limit: Number.POSITIVE_INFINITY, names: Number.POSITIVE_INFINITY },
  });
  return plan;
}

function toPlanned(
  { image, platform, repository, owner, layerListId }: KnownImage,
  layers: ReadonlyMap<number, string>,
) {
  const text = layerListId === null ? undefined : layers.get(layerListId);
  return {
    name: platform === "" ? image : `${image} (${platform})`,
    repository,
    owner: owner === "" ? undefined : owner,
    layers: text === undefined ? [] : text.split(" "),
    findings: [],
    places: [],
  };
}

/** Each image once: of several pipelines the one that has looked at it last. Those with the same findings stand together. */
async function loadLatest(db: HistoryDatabase, moment: Moment): Promise<readonly KnownImage[]> {
  const latest = new Map<string, KnownImage>();
  for (const image of await loadImages(db, moment, sql`1 = 1`)) {
    const key = `${image.image} ${image.platform}`;
    const known = latest.get(key);
    if (known === undefined || known.lookedAt < image.lookedAt) latest.set(key, image);
  }
  return [...latest.values()].sort((a, b) => a.setId - b.setId);
}

async function loadLayers(db: HistoryDatabase): Promise<ReadonlyMap<number, string>> {
  const rows = await db.selectFrom("layer_list").select(["id", "layers"]).execute();
  return new Map(rows.map(({ id, layers }) => [id, layers]));
}

async function loadPlaces(db: HistoryDatabase, images: readonly KnownImage[]): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom("placement")
    .select(["set_id", "layer_list_id", "places"])
    .where("set_id", "in", [...new Set(images.map(({ setId }) => setId))])
    .execute();
  return new Map(rows.map(({ set_id, layer_list_id, places }) => [`${set_id} ${layer_list_id}`, places]));
}

/** Makes what loads the findings of sets, in the order of their ids: undefined stands for one that does not count. */
function createFindingLoader(db: HistoryDatabase, isCounted: (id: number, finding: Finding) => boolean) {
  const known = new Map<number, Finding | undefined>();

  async function loadUnknown(ids: readonly number[]): Promise<void> {
    const unknown = [...new Set(ids)].filter((id) => !known.has(id));
    for (let at = 0; at < unknown.length; at += 500) {
      const some = unknown.slice(at, at + 500);
      const rows = await db.selectFrom("finding").select(["id", "data"]).where("id", "in", some).execute();
      for (const row of rows) {
        const finding = toFinding(row);
        known.set(row.id, isCounted(row.id, finding) ? reduce(finding) : undefined);
      }
    }
  }

  return {
    async loadSets(ids: readonly number[]): Promise<ReadonlyMap<number, readonly (Finding | undefined)[]>> {
      const rows = await db
        .selectFrom("set_finding")
        .select(["set_id", "finding_id"])
        .where("set_id", "in", ids)
        .orderBy("set_id")
        .orderBy("finding_id")
        .execute();
      await loadUnknown(rows.map(({ finding_id }) => finding_id));
      const sets = new Map<number, (Finding | undefined)[]>();
      for (const { set_id, finding_id } of rows) {
        const members = sets.get(set_id);
        if (members) members.push(known.get(finding_id));
        else sets.set(set_id, [known.get(finding_id)]);
      }
      return sets;
    },
  };
}

/** What a plan looks at, and rules that accept findings. */
function reduce(finding: Finding): Finding {
  if (finding.kind !== "vulnerability") return finding;
  const { title, primaryUrl, cwes, cvss, severitySource, publishedAt, modifiedAt, ...kept } = finding;
  return kept;
}
