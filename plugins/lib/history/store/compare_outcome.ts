import { type Compared, caveatsOf, levelOf } from "../../../../core/kit.ts";
import type { Finding, Outcome, Severity } from "../../../../core/mod.ts";
import { hashSet } from "./describe_outcome.ts";
import { fingerprintIn, toFinding } from "./finding_row.ts";
import type { Baseline, EarlierResult } from "./load_baseline.ts";
import type { HistoryDatabase } from "./schema.ts";

/**
 * Compares what was found in an image with what an earlier run found in it. Findings are the same by their fingerprint.
 *
 * A finding is gone only where this run would have seen it: it asks for its severity, its scanner has looked, and the
 * image has no caveat that it did not have then. Undefined where what was found then is not kept any more.
 */
export async function compareOutcome(baseline: Baseline, outcome: Outcome): Promise<Compared | undefined> {
  const { findings } = outcome.data;
  if (outcome.status !== "done" || findings === undefined) return undefined;
  const { db, name } = baseline;
  const earlier = baseline.find(outcome);
  if (earlier === undefined) {
    return { comparison: { with: name, gone: [], isFirst: true }, news: new Set(findings) };
  }
  const { minSeverity } = outcome.target;
  const differs = earlier.minSeverity !== minSeverity;
  const floor = levelOf(earlier.minSeverity) > levelOf(minSeverity) ? earlier.minSeverity : minSeverity;
  const comparison = { with: name, ...(differs && { minSeverity: floor }) };
  if (earlier.setHash === hashSet(outcome)) return { comparison: { ...comparison, gone: [] }, news: new Set() };
  const known = await loadSet(db, earlier);
  if (known === undefined) return undefined;
  const news = findings.filter(
    (found) => levelOf(found.severity) >= levelOf(floor) && !known.has(fingerprintIn(found)),
  );
  const now = new Set(findings.map(fingerprintIn));
  const lost = [...known.values()].filter(
    (row) => levelOf(row.severity) >= levelOf(floor) && !now.has(row.fingerprint),
  );
  const gone = isComplete(outcome, earlier) ? await loadFindings(db, lost, outcome) : [];
  return { comparison: { ...comparison, gone }, news: new Set(news) };
}

interface KnownFinding {
  readonly id: number;
  readonly fingerprint: string;
  readonly severity: Severity;
}

/** Undefined where another run has removed the set meanwhile: its number may be that of other findings by now. */
async function loadSet(
  db: HistoryDatabase,
  { setId, setHash }: EarlierResult,
): Promise<ReadonlyMap<string, KnownFinding> | undefined> {
  const rows = await db
    .selectFrom("finding_set")
    .leftJoin("set_finding", "set_finding.set_id", "finding_set.id")
    .leftJoin("finding", "finding.id", "set_finding.finding_id")
    .select(["finding.id", "finding.fingerprint", "finding.severity"])
    .where("finding_set.id", "=", setId)
    .where("finding_set.hash", "=", setHash)
    .execute();
  if (rows.length === 0) return undefined;
  // Of an empty set there is one row, without a finding.
  const found = rows.filter((row): row is KnownFinding => row.id !== null);
  return new Map(found.map((row) => [row.fingerprint, row]));
}

/** The findings that are not there any more, of scanners that have looked again. */
async function loadFindings(
  db: HistoryDatabase,
  lost: readonly KnownFinding[],
  { data }: Outcome,
): Promise<readonly Finding[]> {
  if (lost.length === 0) return [];
  const ids = lost.map(({ id }) => id);
  const rows = await db.selectFrom("finding").select("data").where("id", "in", ids).execute();
  const scanners = new Set((data.scans ?? []).map(({ scanner }) => scanner.name));
  return rows.map(toFinding).filter(({ scanner }) => scanner === undefined || scanners.has(scanner));
}

function isComplete({ data }: Outcome, { caveats }: EarlierResult): boolean {
  const before = new Set(caveats.split(" "));
  return caveatsOf(data).every(({ code }) => before.has(code));
}
