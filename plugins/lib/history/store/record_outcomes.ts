import { hash } from "node:crypto";
import type { Insertable, Selectable } from "kysely";
import { caveatsOf, repositoryOf, type SeverityCounts, zeroCounts } from "../../../../core/kit.ts";
import { type Finding, type Outcome, targetName } from "../../../../core/mod.ts";
import { cutName, toFinding, toFindingRow, toSetLine } from "./finding_row.ts";
import { createLayerRecorder, loadMembers, type Members } from "./record_layers.ts";
import { recordSpans } from "./record_spans.ts";
import type { FindingTable, HistoryDatabase, ResultTable } from "./schema.ts";

/** How many rows one statement inserts: SQLite takes 32,766 values. */
const ROWS = 500;
/** How many ids of findings are remembered, so that what many images have is not looked up for each. */
const MAX_REMEMBERED = 100_000;

/** Adds outcomes to the history. Call it in a transaction. */
export interface OutcomeRecorder {
  record(db: HistoryDatabase, outcomes: readonly Outcome[]): Promise<void>;
}

/**
 * Makes the recorder of one run, which is of no use after a transaction that failed. Skipped targets are left out: nobody
 * has looked at them.
 */
export function createRecorder(runId: number): OutcomeRecorder {
  const findingIds = new Map<string, number>();
  const ids = { pipeline: new Map<string, number>(), target: new Map<string, number>() };
  const sets = new Map<string, number>();
  const results = new Map<string, KnownResult>();
  const layers = createLayerRecorder();
  /** The set that was added last: its layers are asked for next. */
  let lastSet: { readonly setHash: string; readonly members: Members } | undefined;

  async function findPipeline(db: HistoryDatabase, name: string): Promise<number> {
    return await remember(ids.pipeline, name, async () => {
      await db
        .insertInto("pipeline")
        .values({ name })
        .onConflict((c) => c.doNothing())
        .execute();
      return await db.selectFrom("pipeline").select("id").where("name", "=", name).executeTakeFirstOrThrow();
    });
  }

  async function findTarget(db: HistoryDatabase, { target }: Outcome): Promise<number> {
    const key = { name: targetName(target), platform: target.platform ?? "" };
    const row = { ...key, repository: repositoryOf(target), owner: target.labels?.owner ?? "" };
    return await remember(ids.target, `${row.platform} ${row.name}`, async () => {
      // Mostly it is there as it was: one question over a network, and no more.
      const targets = db.selectFrom("target").select(["id", "owner"]).where("name", "=", row.name);
      const known = await targets.where("platform", "=", row.platform).executeTakeFirst();
      if (known === undefined)
        return await db.insertInto("target").values(row).returning("id").executeTakeFirstOrThrow();
      if (known.owner !== row.owner) {
        await db.updateTable("target").set({ owner: row.owner }).where("id", "=", known.id).execute();
      }
      return known;
    });
  }

  async function findResult(db: HistoryDatabase, outcome: Outcome): Promise<KnownResult> {
    const setHash = hashSet(outcome);
    const facts = describeResult(outcome);
    const resultHash = hash("sha256", JSON.stringify([setHash, facts]), "hex").slice(0, 32);
    const known = results.get(resultHash);
    if (known !== undefined) return known;
    const kept = await db
      .selectFrom("result")
      .select(["id", "set_id", "layer_list_id"])
      .where("hash", "=", resultHash)
      .executeTakeFirst();
    const result = kept ?? (await addResult(db, { ...facts, hash: resultHash }, await findSet(db, setHash, outcome)));
    if (result.layer_list_id === null)
      await layers.record(db, result, outcome, async () => {
        return lastSet?.setHash === setHash ? lastSet.members : await loadMembers(db, result.set_id);
      });
    results.set(resultHash, result);
    return result;
  }

  async function findSet(db: HistoryDatabase, setHash: string, { data }: Outcome): Promise<number> {
    return await remember(sets, setHash, async () => {
      const kept = await db.selectFrom("finding_set").select("id").where("hash", "=", setHash).executeTakeFirst();
      if (kept !== undefined) return kept;
      const findings = data.findings ?? [];
      // Accepted ones, too: rules change, and the set does not.
      const { CRITICAL, HIGH, MEDIUM, LOW, UNKNOWN } = countAll(findings);
      const counts = { critical: CRITICAL, high: HIGH, medium: MEDIUM, low: LOW, unknown: UNKNOWN };
      const set = await db
        .insertInto("finding_set")
        .values({ hash: setHash, ...counts })
        .returning("id")
        .executeTakeFirstOrThrow();
      const ids = await findFindings(db, findings.map(toFindingRow));
      const members = new Map(ids.map((id, index) => [id, toSetLine(findings[index] as Finding)]));
      lastSet = { setHash, members };
      const rows = [...members.keys()].map((id) => ({ set_id: set.id, finding_id: id }));
      for (const part of chunk(rows)) await db.insertInto("set_finding").values(part).execute();
      return set;
    });
  }

  async function findFindings(db: HistoryDatabase, rows: readonly Insertable<FindingTable>[]): Promise<number[]> {
    if (findingIds.size > MAX_REMEMBERED) findingIds.clear();
    const unknown = [
      ...new Map(rows.filter((row) => !findingIds.has(row.hash)).map((row) => [row.hash, row])).values(),
    ];
    for (const part of chunk(unknown)) {
      await db
        .insertInto("finding")
        .values(part)
        .onConflict((c) => c.doNothing())
        .execute();
      await addAliases(db, part);
      const hashes = part.map((row) => row.hash);
      const kept = await db.selectFrom("finding").select(["id", "hash"]).where("hash", "in", hashes).execute();
      for (const row of kept) findingIds.set(row.hash, row.id);
    }
    return rows.map((row) => findingIds.get(row.hash) as number);
  }

  return {
    async record(db, outcomes) {
      const entries = [];
      const looks = [];
      for (const outcome of outcomes) {
        if (outcome.status === "skipped") continue;
        const isScanned = outcome.status === "done" && outcome.data.findings !== undefined;
        if (outcome.status === "done" && !isScanned) continue;
        const key = { pipeline_id: await findPipeline(db, outcome.pipeline), target_id: await findTarget(db, outcome) };
        const result = isScanned ? await findResult(db, outcome) : undefined;
        if (result !== undefined) looks.push({ ...key, set_id: result.set_id });
        const failure = outcome.status === "failed" ? outcome.error.code : null;
        entries.push({ ...key, run_id: runId, result_id: result?.id ?? null, failure });
      }
      // A list may name an image twice: of two looks in one run the last one counts.
      for (const part of chunk(entries)) {
        await db
          .insertInto("entry")
          .values(part)
          .onConflict((conflict) =>
            conflict.columns(["pipeline_id", "target_id", "run_id"]).doUpdateSet((set) => ({
              result_id: set.ref("excluded.result_id"),
              failure: set.ref("excluded.failure"),
            })),
          )
          .execute();
      }
      for (const part of chunk(looks)) await recordSpans(db, runId, part);
    },
  };
}

/** A result that is in the history. */
type KnownResult = Pick<Selectable<ResultTable>, "id" | "set_id" | "layer_list_id">;

async function addResult(
  db: HistoryDatabase,
  row: Omit<Insertable<ResultTable>, "set_id">,
  set_id: number,
): Promise<KnownResult> {
  return await db
    .insertInto("result")
    .values({ ...row, set_id })
    .returning(["id", "set_id", "layer_list_id"])
    .executeTakeFirstOrThrow();
}

/** The other names of advisories, so that one is found by each of its names. */
async function addAliases(db: HistoryDatabase, rows: readonly Insertable<FindingTable>[]): Promise<void> {
  const aliases = rows.flatMap((row) => {
    const finding = toFinding(row);
    const names = finding.kind === "vulnerability" ? (finding.aliases ?? []) : [];
    return names.map((alias) => ({ alias: cutName(alias.toLowerCase()), name: row.name }));
  });
  for (const part of chunk(aliases)) {
    await db
      .insertInto("alias")
      .values(part)
      .onConflict((c) => c.doNothing())
      .execute();
  }
}

function countAll(findings: readonly Finding[]): SeverityCounts {
  const counts = zeroCounts();
  for (const { severity } of findings) counts[severity] += 1;
  return counts;
}

/** Of what was found alone: images with the same findings share a set. */
export function hashSet({ data }: Outcome): string {
  return hash("sha256", (data.findings ?? []).map(toSetLine).join("\n"), "hex").slice(0, 32);
}

function describeResult({ target, data }: Outcome): Omit<Insertable<ResultTable>, "hash" | "set_id"> {
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

async function remember(
  known: Map<string, number>,
  key: string,
  find: () => Promise<number | { readonly id: number }>,
): Promise<number> {
  const id = known.get(key);
  if (id !== undefined) return id;
  const found = await find();
  const foundId = typeof found === "number" ? found : found.id;
  known.set(key, foundId);
  return foundId;
}

function chunk<T>(rows: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(rows.length / ROWS) }, (_, place) =>
    rows.slice(place * ROWS, (place + 1) * ROWS),
  );
}
