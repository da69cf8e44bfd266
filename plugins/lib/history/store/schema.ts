/**
 * The tables of the history. What a run finds is stored once: a run has a row for each target that points at a result, a
 * result points at a set of findings, and images with the same findings share the set.
 */
import type { Generated, Kysely } from "kysely";

/** A run. */
export interface RunTable {
  readonly id: Generated<number>;
  /** The run's own id, unique over all machines. */
  readonly uid: string;
  readonly label: string;
  /** ISO 8601, UTC. */
  readonly started_at: string;
  /** Null as long as it goes on, and for ever where it was killed. */
  readonly finished_at: string | null;
  /** Only a finished run is compared with: one that was broken off has not seen all there is. */
  readonly state: "running" | "finished" | "interrupted";
}

/** A pipeline, by its name in the config. */
export interface PipelineTable {
  readonly id: Generated<number>;
  readonly name: string;
}

/** A target, by its name and platform. */
export interface TargetTable {
  readonly id: Generated<number>;
  readonly name: string;
  /** Empty where the target names none. */
  readonly platform: string;
  readonly repository: string;
  /** Its label `owner` when it was last looked at, empty where there is none. */
  readonly owner: Generated<string>;
}

/** What came of one target in one run. */
export interface EntryTable {
  readonly pipeline_id: number;
  readonly target_id: number;
  readonly run_id: number;
  /** Null where it could not be scanned. */
  readonly result_id: number | null;
  /** The code of what went wrong, null where it was scanned. */
  readonly failure: string | null;
}

/** One look at one image. */
export interface ResultTable {
  readonly id: Generated<number>;
  /** Of all that follows. */
  readonly hash: string;
  /** Empty where it is not known. */
  readonly digest: string;
  readonly platform: string;
  readonly min_severity: string;
  /** Names and versions of the scanners: `trivy 0.68.2`. */
  readonly scanners: string;
  /** The codes of its caveats, sorted. */
  readonly caveats: string;
  /** When the newest of their databases was built, ISO 8601; empty where there is none. */
  readonly database_at: string;
  readonly set_id: number;
  /** Null where the scanner names no layers, and where an older release has written it. */
  readonly layer_list_id: number | null;
}

/** The layers of an image. */
export interface LayerListTable {
  readonly id: Generated<number>;
  readonly hash: string;
  /** What is in each, the lowest first, separated by blanks. */
  readonly layers: string;
}

/** In which layers the findings of a set are, in images with these layers. */
export interface PlacementTable {
  readonly set_id: number;
  readonly layer_list_id: number;
  /** For each finding of the set, by its id, the number of its layer from 1, or 0: see `pack_places.ts`. */
  readonly places: string;
}

/** A set of findings. */
export interface FindingSetTable {
  readonly id: Generated<number>;
  readonly hash: string;
  readonly critical: number;
  readonly high: number;
  readonly medium: number;
  readonly low: number;
  readonly unknown: number;
}

/** Which findings are in a set. */
export interface SetFindingTable {
  readonly set_id: number;
  readonly finding_id: number;
}

/** A finding, as it is the same in all images: without its layer. */
export interface FindingTable {
  readonly id: Generated<number>;
  readonly hash: string;
  readonly fingerprint: string;
  readonly kind: string;
  /** An advisory, a rule, a check, a licence. */
  readonly name: string;
  readonly severity: string;
  /** Empty where it is about no package. */
  readonly package: string;
  readonly version: string;
  readonly purl: string;
  readonly path: string;
  /** The first fixed version, empty where there is none. */
  readonly fixed: string;
  /** The finding as JSON, without long texts and the scanner's own words. */
  readonly data: string;
}

/**
 * The runs from one on in which a target had the same findings. It is known longer than the runs are kept, and an unchanged
 * run adds none.
 */
export interface SpanTable {
  readonly pipeline_id: number;
  readonly target_id: number;
  readonly first_run: number;
  /** The run that found something else; null as long as none has. */
  readonly next_run: number | null;
  readonly set_id: number;
  /** When the first of the runs began, ISO 8601, UTC. */
  readonly first_at: string;
}

/** Another name of what findings are named for. */
export interface AliasTable {
  /** In lower case. */
  readonly alias: string;
  /** As in the findings. */
  readonly name: string;
}

/** A name that somebody gave a run. */
export interface TagTable {
  readonly name: string;
  readonly run_id: number;
}

/** All tables. */
export interface HistoryTables {
  readonly run: RunTable;
  readonly pipeline: PipelineTable;
  readonly target: TargetTable;
  readonly entry: EntryTable;
  readonly result: ResultTable;
  readonly finding_set: FindingSetTable;
  readonly set_finding: SetFindingTable;
  readonly finding: FindingTable;
  readonly layer_list: LayerListTable;
  readonly placement: PlacementTable;
  readonly span: SpanTable;
  readonly alias: AliasTable;
  readonly tag: TagTable;
}

/** The history's database. */
export type HistoryDatabase = Kysely<HistoryTables>;
