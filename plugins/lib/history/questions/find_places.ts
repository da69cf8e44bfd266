import { sql } from "kysely";
import { findNearestFix, isSeverity } from "../../../../core/kit.ts";
import type { Finding, Severity } from "../../../../core/mod.ts";
import type { HistoryDatabase } from "../store/schema.ts";
import type { Moment } from "./find_moment.ts";
import { type Fleet, type KnownImage, loadFleet } from "./load_fleet.ts";
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
export interface Place extends Omit<KnownImage, "key" | "setId"> {
  readonly findings: readonly PlacedFinding[];
}

/** Where something is. */
export interface Places {
  readonly places: readonly Place[];
  readonly fleet: Fleet;
}

interface Candidate {
  readonly id: number;
  readonly fingerprint: string;
  readonly kind: Finding["kind"];
  readonly name: string;
  readonly severity: string;
  readonly package: string;
  readonly version: string;
  readonly purl: string;
  readonly path: string;
  readonly fixes: string | null;
}

/** A finding in an image, over some runs. */
interface Occurrence {
  readonly pipelineId: number;
  readonly targetId: number;
  readonly findingId: number;
  readonly firstAt: string;
  readonly isThere: 0 | 1;
}

/** Finds the images that had something when they were last scanned, and since when they have it. */
export async function findPlaces(db: HistoryDatabase, query: Query, moment: Moment): Promise<Places> {
  const fleet = await loadFleet(db, moment);
  const candidates = new Map((await loadCandidates(db, query)).map((candidate) => [candidate.id, candidate]));
  const occurrences = await loadOccurrences(db, [...candidates.keys()], moment);
  const since = new Map<string, string>();
  const byImage = new Map<string, Candidate[]>();
  for (const { pipelineId, targetId, findingId, firstAt, isThere } of occurrences) {
    const candidate = candidates.get(findingId);
    if (candidate === undefined) continue;
    const age = `${targetId} ${candidate.fingerprint}`;
    const known = since.get(age);
    if (known === undefined || firstAt < known) since.set(age, firstAt);
    if (isThere === 0 || !matchesPackage(query, candidate)) continue;
    const key = `${pipelineId} ${targetId}`;
    const found = byImage.get(key);
    if (found) found.push(candidate);
    else byImage.set(key, [candidate]);
  }
  const places = [...byImage].flatMap(([key, found]) => {
    const image = fleet.images.get(key);
    if (image === undefined) return [];
    const { key: _, setId: __, ...rest } = image;
    const targetId = key.split(" ")[1];
    const findings = found.map((candidate) => {
      return toFinding(candidate, since.get(`${targetId} ${candidate.fingerprint}`) ?? image.lookedAt);
    });
    return [{ ...rest, findings }];
  });
  return { places, fleet };
}

async function loadCandidates(db: HistoryDatabase, { names, isPackage }: Query): Promise<readonly Candidate[]> {
  const list = JSON.stringify(names);
  const byName = sql`
    select id from finding where lower(name) in (select value from json_each(${list}))
    union select finding.id from alias join finding on lower(finding.name) = lower(alias.name)
    where alias.alias in (select value from json_each(${list}))
    union`;
  const { rows } = await sql<Candidate>`
    select id, fingerprint, kind, name, severity, package, version, purl, path,
      json_extract(data, '$.fix.versions') as fixes
    from finding where id in (
      ${isPackage ? sql`` : byName}
      select id from finding where lower(package) in (select value from json_each(${list}))
    )`.execute(db);
  return rows;
}

async function loadOccurrences(db: HistoryDatabase, ids: readonly number[], { runId }: Moment) {
  const { rows } = await sql<Occurrence>`
    select span.pipeline_id as pipelineId, span.target_id as targetId, set_finding.finding_id as findingId,
      span.first_at as firstAt, span.next_run is null or span.next_run > ${runId} as isThere
    from json_each(${JSON.stringify(ids)}) as candidate
      join set_finding on set_finding.finding_id = candidate.value
      join span on span.set_id = set_finding.set_id
    where span.first_run <= ${runId}`.execute(db);
  return rows;
}

function toFinding({ name, severity, fixes, ...candidate }: Candidate, since: string): PlacedFinding {
  const { kind, version, purl, path } = candidate;
  const versions: unknown = JSON.parse(fixes ?? "[]");
  const fix = Array.isArray(versions) && versions.length > 0 ? nearestFix(version, versions.map(String)) : "";
  const worst = isSeverity(severity) ? severity : "UNKNOWN";
  return { kind, id: name, severity: worst, package: candidate.package, version, purl, path, fix, since };
}

function nearestFix(version: string, versions: readonly string[]): string {
  const fix = { state: "fixed", versions } as const;
  return findNearestFix({ package: { name: "", version, class: "os", type: "" }, fix });
}
