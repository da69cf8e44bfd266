/** Spans say the same as the looks that they are made of, also where runs overtake each other. */
import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { sql } from "kysely";
import { test } from "uvu";
import type { Outcome } from "#core/mod.ts";
import { fakeFinding, fakeOutcome, fakeTarget } from "#core/testing/mod.ts";
import { migrate } from "#plugins/lib/history/store/migrations.ts";
import {
  beginRun,
  createRecorder,
  endRun,
  inTransaction,
  type OpenHistory,
  openHistory,
  removeOldRuns,
} from "#plugins/lib/history/store/mod.ts";
import { testHistory } from "#support/history_engines.ts";
import { inTempFolder } from "#support/temp_folder.ts";

/** A look of a run at an image: what it finds, or nothing where it fails. */
interface Look {
  readonly run: number;
  readonly image: string;
  readonly finds: string | undefined;
}

const looks = fc.uniqueArray(
  fc.record({
    run: fc.integer({ min: 1, max: 6 }),
    image: fc.constantFrom("app:1", "app:2"),
    finds: fc.constantFrom("A", "B", "C", undefined),
  }),
  { maxLength: 12, selector: ({ run, image }) => `${run} ${image}` },
);

testHistory(
  test,
  "a span holds from the first look that found something to the next one that found something else",
  async ({ makePlace, engine }) => {
    await fc.assert(
      fc.asyncProperty(looks, async (all) => {
        const history = await openHistory(await makePlace(), { isWritten: true });
        try {
          await record(history, all);
          assert.deepEqual(await listBySpans(history), await listByEntries(history));
        } finally {
          await history.close();
        }
      }),
      { numRuns: engine === "SQLite" ? 40 : 12 },
    );
  },
);

test("what an older history knows is in its spans after it is brought up to date", async () => {
  await inTempFolder(async (folder) => {
    const history = await openHistory(join(folder, "history.db"), { isWritten: true });
    const all = ["A", "A", undefined, "B", "B", "A"].map((finds, index) => ({ run: index + 1, image: "app:1", finds }));
    await record(history, all);
    const made = await sql`select * from span`.execute(history.db);
    for (const table of ["span", "alias", "tag", "layer_list", "placement"])
      await sql`drop table ${sql.table(table)}`.execute(history.db);
    await sql`alter table target drop column owner`.execute(history.db);
    await sql`alter table result drop column layer_list_id`.execute(history.db);
    for (const column of ["name", "package"]) {
      await sql`drop index ${sql.table(`finding_lower_${column}`)}`.execute(history.db);
      await sql`create index ${sql.table(`finding_${column}`)} on finding(${sql.ref(column)})`.execute(history.db);
    }
    await migrate(history.db, 1);
    const filled = await sql`select * from span`.execute(history.db);
    assert.equal(made.rows.length, 3);
    assert.deepEqual(filled.rows, made.rows);
    const aliases = await sql`select * from alias`.execute(history.db);
    assert.deepEqual(aliases.rows, [
      { alias: "ghsa-a", name: "CVE-A" },
      { alias: "ghsa-b", name: "CVE-B" },
    ]);
    await history.close();
  });
});

testHistory(
  test,
  "a span is known as long as one of its runs is, and keeps the day on which it began",
  async ({ place }) => {
    const history = await openHistory(place, { isWritten: true });
    const finds = ["A", "B", "B", "B"];
    await record(
      history,
      finds.map((id, index) => ({ run: index + 1, image: "app:1", finds: id })),
    );
    await removeOldRuns(history.db, { keepRuns: 3, after: new Date(0), maxBytes: Number.MAX_SAFE_INTEGER });
    const { rows } = await sql`select first_run, next_run, first_at from span`.execute(history.db);
    assert.deepEqual(rows, [{ first_run: 2, next_run: null, first_at: dayOf(2).toISOString() }]);
    const aliases = await sql`select alias from alias`.execute(history.db);
    assert.deepEqual(aliases.rows, [{ alias: "ghsa-b" }]);
    await history.close();
  },
);

async function record({ db }: OpenHistory, all: readonly Look[]): Promise<void> {
  for (let run = 1; run <= 6; run += 1) {
    const id = await beginRun(db, { uid: `run-${run}`, label: "test", startedAt: dayOf(run) });
    await endRun(db, id, "finished", dayOf(run));
  }
  for (const { run, ...look } of all) {
    await inTransaction(db, (writing) => createRecorder(run).record(writing, [toOutcome(look)]));
  }
}

function toOutcome({ image, finds }: Omit<Look, "run">): Outcome {
  const target = fakeTarget({ image });
  if (finds === undefined) {
    const error = { code: "TIMEOUT", message: "too slow", retryable: true, fatal: false, usage: false };
    return { ...fakeOutcome({ target }), status: "failed", error, data: {} };
  }
  const findings = [fakeFinding({ id: `CVE-${finds}`, aliases: [`GHSA-${finds}`] })];
  return fakeOutcome({ target, data: { findings } });
}

function dayOf(run: number): Date {
  return new Date(Date.UTC(2026, 0, run));
}

/** What each run found, and what was known before it of what it did not look at. */
async function listByEntries({ db }: OpenHistory) {
  const { rows } = await sql<{ target_id: number; run_id: number; set_id: number }>`
    select target_id, run_id, set_id from entry join result on result.id = entry.result_id order by run_id`.execute(db);
  return listRuns((target, run) => rows.filter((row) => row.target_id === target && row.run_id <= run).at(-1)?.set_id);
}

async function listBySpans({ db }: OpenHistory) {
  const { rows } = await sql<{ target_id: number; first_run: number; next_run: number | null; set_id: number }>`
    select * from span order by first_run`.execute(db);
  return listRuns((target, run) => {
    const found = rows.filter(
      ({ target_id, first_run, next_run }) =>
        target_id === target && first_run <= run && (next_run === null || next_run > run),
    );
    assert.ok(found.length <= 1);
    return found[0]?.set_id;
  });
}

function listRuns(find: (target: number, run: number) => number | undefined) {
  return [1, 2, 3, 4, 5, 6].flatMap((run) => [1, 2].map((target) => find(target, run)));
}

test.run();
