import type { Insertable, Selectable } from "kysely";
import type { Finding, Outcome } from "../../../../core/mod.ts";
import { countAll, type DescribedResult, describeOutcome, type OutcomeRows } from "./describe_outcome.ts";
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
  /** Adds what {@linkcode describeOutcome} has made of outcomes. */
  write(db: HistoryDatabase, described: readonly OutcomeRows[]): Promise<void>;
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

  async function findTarget(db: HistoryDatabase, row: OutcomeRows["target"]): Promise<number> {
    return await remember(ids.target, nameOf(row), async () => {
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

  /** Most images are known, and many unchanged: what is kept of them is asked for together. */
  async function loadKnown(db: HistoryDatabase, rows: readonly OutcomeRows[]): Promise<KeptResults> {
    const owners = new Map(rows.map(({ target }) => [nameOf(target), target.owner]));
    const names = rows.flatMap(({ target }) => (ids.target.has(nameOf(target)) ? [] : [target.name]));
    for (const part of chunk(names)) {
      const targets = db.selectFrom("target").select(["id", "name", "platform", "owner"]);
      for (const row of await targets.where("name", "in", part).execute()) {
        if (owners.get(nameOf(row)) === row.owner) ids.target.set(nameOf(row), row.id);
      }
    }
    const kept = new Map<string, KnownResult>();
    const hashes = rows.flatMap(({ result }) => (result && !results.has(result.row.hash) ? [result.row.hash] : []));
    for (const part of chunk(hashes)) {
      const found = db.selectFrom("result").select(["id", "set_id", "layer_list_id", "hash"]);
      for (const row of await found.where("hash", "in", part).execute()) kept.set(row.hash, row);
    }
    return kept;
  }

  async function findResult(
    db: HistoryDatabase,
    { setHash, row, data }: DescribedResult,
    keptResults: KeptResults,
  ): Promise<KnownResult> {
    const known = results.get(row.hash);
    if (known !== undefined) return known;
    const kept = keptResults.get(row.hash);
    if (kept === undefined && data === undefined) throw new Error("another run has removed what is compared with");
    const result = kept ?? (await addResult(db, row, await findSet(db, setHash, data?.findings)));
    if (result.layer_list_id === null && data !== undefined)
      await layers.record(db, result, data, async () => {
        return lastSet?.setHash === setHash ? lastSet.members : await loadMembers(db, result.set_id);
      });
    results.set(row.hash, result);
    return result;
  }

  async function findSet(db: HistoryDatabase, setHash: string, findings: readonly Finding[] = []): Promise<number> {
    return await remember(sets, setHash, async () => {
      const kept = await db.selectFrom("finding_set").select("id").where("hash", "=", setHash).executeTakeFirst();
      if (kept !== undefined) return kept;
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

  async function write(db: HistoryDatabase, described: readonly OutcomeRows[]): Promise<void> {
    const entries = [];
    const looks = [];
    const kept = await loadKnown(db, described);
    for (const { pipeline, target, failure, result: found } of described) {
      const key = { pipeline_id: await findPipeline(db, pipeline), target_id: await findTarget(db, target) };
      const result = found && (await findResult(db, found, kept));
      if (result !== undefined) looks.push({ ...key, set_id: result.set_id });
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
  }

  async function record(db: HistoryDatabase, outcomes: readonly Outcome[]): Promise<void> {
    await write(
      db,
      outcomes.flatMap((outcome) => describeOutcome(outcome) ?? []),
    );
  }

  return { record, write };
}

/** A result that is in the history. */
type KnownResult = Pick<Selectable<ResultTable>, "id" | "set_id" | "layer_list_id">;
/** Results that were in the history before, by hash. */
type KeptResults = ReadonlyMap<string, KnownResult>;

function nameOf({ name, platform }: { readonly name: string; readonly platform: string }): string {
  return `${platform} ${name}`;
}

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
