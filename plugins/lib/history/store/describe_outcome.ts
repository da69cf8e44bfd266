import { hash } from "node:crypto";
import type { Insertable } from "kysely";
import { caveatsOf, repositoryOf, type SeverityCounts, zeroCounts } from "../../../../core/kit.ts";
import { type Finding, type Outcome, targetName } from "../../../../core/mod.ts";
import { toSetLine } from "./finding_row.ts";
import type { Baseline } from "./load_baseline.ts";
import type { ResultTable, TargetTable } from "./schema.ts";

/** An outcome that is remembered, as rows. */
export interface OutcomeRows {
  readonly pipeline: string;
  readonly target: Insertable<TargetTable> & { readonly owner: string };
  /** The code of what went wrong, null where it was scanned. */
  readonly failure: string | null;
  /** Absent where it could not be scanned. */
  readonly result?: DescribedResult;
}

/** What was found, as rows. */
export interface DescribedResult {
  readonly setHash: string;
  readonly row: Omit<Insertable<ResultTable>, "set_id"> & { readonly hash: string };
  /** The findings and layers themselves; absent where they are in the history. */
  readonly data?: Outcome["data"];
}

/** Makes rows of an outcome; none of one that was skipped, or done by somebody who does not say what was found. */
export function describeOutcome(outcome: Outcome): OutcomeRows | undefined {
  const { status, target, data, pipeline } = outcome;
  if (status === "skipped" || (status === "done" && data.findings === undefined)) return undefined;
  const key = { name: targetName(target), platform: target.platform ?? "" };
  const row = { ...key, repository: repositoryOf(target), owner: target.labels?.owner ?? "" };
  if (status === "failed") return { pipeline, target: row, failure: outcome.error.code };
  const setHash = hashSet(outcome);
  const facts = describeResult(outcome);
  const resultHash = hash("sha256", JSON.stringify([setHash, facts]), "hex").slice(0, 32);
  return { pipeline, target: row, failure: null, result: { setHash, row: { ...facts, hash: resultHash }, data } };
}

/** Without the findings of a result that is in the history already, with as much as the outcome says of it. */
export function leaveOutKept(rows: OutcomeRows, { results }: Pick<Baseline, "results">): OutcomeRows {
  const { result } = rows;
  if (result === undefined) return rows;
  const { setHash, row, data } = result;
  const kept = results.get(row.hash);
  if (kept === undefined || (!kept.hasLayers && data?.image?.layers !== undefined)) return rows;
  return { ...rows, result: { setHash, row } };
}

/** How many findings there are of each severity. */
export function countAll(findings: readonly Finding[]): SeverityCounts {
  const counts = zeroCounts();
  for (const { severity } of findings) counts[severity] += 1;
  return counts;
}

/** Whoever compares an outcome asks for its set, and whoever records it again. */
const setHashes = new WeakMap<readonly Finding[], string>();

/** Of what was found alone: images with the same findings share a set. */
export function hashSet({ data }: Pick<Outcome, "data">): string {
  const { findings = [] } = data;
  const known = setHashes.get(findings);
  if (known !== undefined) return known;
  const setHash = hash("sha256", findings.map(toSetLine).join("\n"), "hex").slice(0, 32);
  setHashes.set(findings, setHash);
  return setHash;
}

function describeResult({
  target,
  data,
}: Pick<Outcome, "target" | "data">): Omit<Insertable<ResultTable>, "hash" | "set_id"> {
  const { image, scans = [] } = data;
  const databases = scans.flatMap(({ database }) => (database ? [database.builtAt, database.javaBuiltAt ?? ""] : []));
  return {
    digest: image?.digest ?? image?.imageId ?? "",
    platform: image?.platform ?? target.platform ?? "",
    min_severity: target.minSeverity,
    scanners: listScanners(scans),
    caveats: [...new Set(caveatsOf(data).map(({ code }) => code))].sort().join(" "),
    database_at: databases.sort().at(-1) ?? "",
  };
}

/** `trivy 0.68.2`, several separated by commas. */
function listScanners(scans: NonNullable<Outcome["data"]["scans"]>): string {
  return scans
    .map(({ scanner }) => (scanner.version === undefined ? scanner.name : `${scanner.name} ${scanner.version}`))
    .sort()
    .join(", ");
}
