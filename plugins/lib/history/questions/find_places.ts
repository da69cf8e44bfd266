import { type RawBuilder, sql } from "kysely";
import { findNearestFix, isSeverity } from "../../../../core/kit.ts";
import type { Finding, Severity } from "../../../../core/mod.ts";
import type { HistoryDatabase } from "../store/schema.ts";
import type { Moment } from "./find_moment.ts";
import { type Coverage, countCoverage, type KnownImage, loadImages } from "./known_images.ts";
import { matchesPackage, type Query } from "./parse_query.ts";

/** A finding that somebody has looked for. */
export interface PlacedFinding {
  readonly kind: Finding["kind"];
  readonly id: string;
  readonly severity: Severity;
  /** Empty where it is about no package; so are version and purl. */
  readonly package: string;
  readonly version: string;
  readonly purl: string;
  readonly path: string;
  /** The version to upgrade to; empty where there is none. */
  readonly fix: string;
  /** When a run first found it in the image. */
  readonly since: string;
}

/** An image that has what somebody has looked for. */
export interface Place extends Omit<KnownImage, "key" | "setId" | "layerListId"> {
  readonly findings: readonly PlacedFinding[];
}

/** Where something is, and of how many images that is known. */
export interface Places {
  readonly places: readonly Place[];
  readonly coverage: Coverage;
}

/** A finding of one of the names. */
interface Candidate {
  readonly id: number;
  readonly fingerprint: string;
  readonly finding: Omit<PlacedFinding, "since">;
  /** Whether its version is one of those that are looked for. */
  readonly isMatch: boolean;
}

interface CandidateRow {
  readonly id: number;
  readonly fingerprint: string;
  readonly kind: Finding["kind"];
  readonly name: string;
  readonly severity: string;
  readonly package: string;
  readonly version: string;
  readonly purl: string;
  readonly path: string;
  readonly data: string;
}

/** A finding in an image, over some runs. */
interface Occurrence {
  readonly pipelineId: number;
  readonly targetId: number;
  readonly findingId: number;
  readonly firstAt: string;
  readonly isThere: 0 | 1;
}

/**
 * Finds the images that had something when they were last scanned, and since when they have it. Memory holds what is found;
 * the other images are only counted.
 */
export async function findPlaces(db: HistoryDatabase, query: Query, moment: Moment): Promise<Places> {
  const coverage = await countCoverage(db, moment);
  const candidates = new Map((await loadCandidates(db, query)).map((candidate) => [candidate.id, candidate]));
  if (candidates.size === 0) return { places: [], coverage };
  const since = new Map<string, string>();
  const byImage = new Map<string, Candidate[]>();
  for (const { pipelineId, targetId, findingId, firstAt, isThere } of await loadOccurrences(db, query, moment)) {
    const candidate = candidates.get(findingId);
    if (candidate === undefined) continue;
    const age = `${targetId} ${candidate.fingerprint}`;
    const known = since.get(age);
    if (known === undefined || firstAt < known) since.set(age, firstAt);
    if (isThere === 0 || !candidate.isMatch) continue;
    const key = `${pipelineId} ${targetId}`;
    const found = byImage.get(key);
    if (found) found.push(candidate);
    else byImage.set(key, [candidate]);
  }
  if (byImage.size === 0) return { places: [], coverage };
  const images = await loadImages(db, moment, sql`span.set_id in (${selectSets(query)})`);
  const places = images.flatMap(({ key, setId: _, layerListId: __, ...image }) => {
    const targetId = key.split(" ")[1];
    const findings = byImage.get(key)?.map((candidate) => {
      return { ...candidate.finding, since: since.get(`${targetId} ${candidate.fingerprint}`) ?? image.lookedAt };
    });
    return findings === undefined ? [] : [{ ...image, findings }];
  });
  return { places, coverage };
}

/** The numbers of the findings that somebody looks for. */
export async function loadMatches(db: HistoryDatabase, query: Query): Promise<ReadonlySet<number>> {
  const candidates = await loadCandidates(db, query);
  return new Set(candidates.flatMap(({ id, isMatch }) => (isMatch ? [id] : [])));
}

async function loadCandidates(db: HistoryDatabase, query: Query): Promise<readonly Candidate[]> {
  const { rows } = await sql<CandidateRow>`
    select id, fingerprint, kind, name, severity, package, version, purl, path, data
    from finding where id in (${selectCandidates(query)})`.execute(db);
  return rows.map((row) => {
    const { id, fingerprint } = row;
    return { id, fingerprint, finding: toFinding(row), isMatch: matchesPackage(query, row) };
  });
}

/** The findings that have one of the names, in whatever version. */
function selectCandidates({ names, isPackage }: Query): RawBuilder<unknown> {
  const list = sql.join(names);
  const byPackage = sql`select id from finding where lower(package) in (${list})`;
  if (isPackage) return byPackage;
  return sql`
    select id from finding where lower(name) in (${list})
    union select finding.id from alias join finding on lower(finding.name) = lower(alias.name)
    where alias.alias in (${list})
    union ${byPackage}`;
}

function selectSets(query: Query): RawBuilder<unknown> {
  return sql`select set_id from set_finding where finding_id in (${selectCandidates(query)})`;
}

async function loadOccurrences(db: HistoryDatabase, query: Query, { runId }: Moment) {
  const { rows } = await sql<Occurrence>`
    select span.pipeline_id as "pipelineId", span.target_id as "targetId", set_finding.finding_id as "findingId",
      span.first_at as "firstAt", case when span.next_run is null or span.next_run > ${runId} then 1 else 0 end as "isThere"
    from set_finding join span on span.set_id = set_finding.set_id
    where set_finding.finding_id in (${selectCandidates(query)}) and span.first_run <= ${runId}`.execute(db);
  return rows;
}

function toFinding({ name, severity, data, ...row }: CandidateRow): Candidate["finding"] {
  const { kind, version, purl, path } = row;
  const { fix } = JSON.parse(data) as { readonly fix?: { readonly versions?: unknown } };
  const versions = Array.isArray(fix?.versions) ? fix.versions.map(String) : [];
  const worst = isSeverity(severity) ? severity : "UNKNOWN";
  const upgrade = versions.length > 0 ? nearestFix(version, versions) : "";
  return { kind, id: name, severity: worst, package: row.package, version, purl, path, fix: upgrade };
}

function nearestFix(version: string, versions: readonly string[]): string {
  const fix = { state: "fixed", versions } as const;
  return findNearestFix({ package: { name: "", version, class: "os", type: "" }, fix });
}
