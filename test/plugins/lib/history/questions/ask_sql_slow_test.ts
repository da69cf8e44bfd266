import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "uvu";
import { fakeFinding } from "#core/testing/mod.ts";
import { type HistoryPlace, PostgresAddress } from "#plugins/lib/history/place/mod.ts";
import { askSql } from "#plugins/lib/history/questions/mod.ts";
import { readHistory } from "#plugins/lib/history/store/mod.ts";
import { listViews } from "#plugins/lib/history/store/views.ts";
import { type HistoryScene, testHistory } from "#support/history_engines.ts";
import { makeHistory } from "#support/made_history.ts";
import { testWith } from "#support/needs.ts";
import { sharedPostgres } from "#support/postgres_server.ts";

const LIMITS = { rows: 1000, seconds: 30 };

async function make(place: HistoryPlace): Promise<void> {
  const target = { labels: { owner: "@shop" } };
  await makeHistory(place, [
    { day: "2026-10-01", target, images: { "app:1": [fakeFinding({ severity: "CRITICAL" })], "web:2": [] } },
    { day: "2026-10-05", target, images: { "app:1": [fakeFinding({ severity: "CRITICAL" })], "web:2": "TIMEOUT" } },
  ]);
}

const ANSWERS: Readonly<Record<string, readonly (readonly unknown[])[]>> = {
  "select run, state from runs order by id desc": [
    ["run-2026-10-05", "finished"],
    ["run-2026-10-01", "finished"],
  ],
  "select image, critical, failure from looks where run_id = 2 order by image;": [
    ["app:1", 1, null],
    ["web:2", null, "TIMEOUT"],
  ],
  "select image, owner, looked_at, unchanged_since from images order by 1": [
    ["app:1", "@shop", "2026-10-05T10:00:00.000Z", "2026-10-01T10:00:00.000Z"],
    ["web:2", "@shop", "2026-10-01T10:00:00.000Z", "2026-10-01T10:00:00.000Z"],
  ],
  "-- who has it?\nwith bad as (select * from findings where id = 'CVE-2024-0001') select image, package from images join bad using (set_id)":
    [["app:1", "libc6"]],
  "values (1, 'a'), (2, 'b') -- two": [
    [1, "a"],
    [2, "b"],
  ],
};

testHistory(test, "it answers queries over the views", async ({ place }) => {
  await make(place);
  for (const [query, rows] of Object.entries(ANSWERS)) {
    assert.deepEqual((await askSql(place, query, LIMITS)).rows, rows, query);
  }
});

/** Whatever the system is. */
const REFUSED = [
  "delete from finding",
  "insert into run (uid, label, started_at, state) values ('x', '', '', '') returning id",
  "with x as (select 1) delete from finding",
  "select 1; delete from finding",
  "create temp table x (a)",
  "select * from nothing",
  "",
];

const SQLITE_REFUSED = [
  "pragma query_only = off",
  "attach 'other.db' as other",
  "vacuum into 'copy.db'",
  "select load_extension('x.so')",
  "select randomblob(900000000) || randomblob(900000000)",
];

const POSTGRES_REFUSED = [
  "select 1) as x; delete from finding; select (1",
  "select set_config('transaction_read_only', 'off', true)",
  "select nextval('finding_id_seq')",
  "copy finding to '/tmp/copy'",
  "select * from finding for update",
  "do 'begin end'",
];

const REFUSED_BY: Readonly<Record<HistoryScene["engine"], readonly string[]>> = {
  SQLite: SQLITE_REFUSED,
  PostgreSQL: POSTGRES_REFUSED,
};

testHistory(test, "it refuses what writes, and what is no query", async ({ place, engine }) => {
  await make(place);
  const before = await listAll(place);
  for (const query of [...REFUSED, ...REFUSED_BY[engine]]) {
    await assert.rejects(askSql(place, query, LIMITS), { code: "USAGE" }, query);
  }
  assert.deepEqual(await listAll(place), before);
});

/** All of a file, or of the tables that a query might change. */
async function listAll(place: HistoryPlace): Promise<unknown> {
  if (typeof place === "string") return (await readFile(place)).toString("base64");
  return await readHistory(place, async (db) => [
    await db.selectFrom("run").selectAll().execute(),
    await db.selectFrom("finding").selectAll().execute(),
  ]);
}

testWith(test, ["postgresql"], "what a function does all the same is undone", async () => {
  const server = await sharedPostgres();
  const url = await server.makeDatabase();
  const place = new PostgresAddress(url);
  await make(place);
  assert.deepEqual((await askSql(place, "select lo_create(4711)", LIMITS)).rows, [[4711]]);
  assert.deepEqual(await server.administer(url, "select oid from pg_largeobject_metadata"), []);
});

testHistory(test, "a query has so much time, and answers so many rows", async ({ place }) => {
  await make(place);
  const numbers = "with recursive n(i) as (select 1 union all select i + 1 from n)";
  for (const endless of ["select count(*) from n", "select i from n where i % 1000000007 = 1"]) {
    await assert.rejects(askSql(place, `${numbers} ${endless}`, { rows: 10, seconds: 1 }), { code: "HISTORY_SLOW" });
  }
  const { columns, rows, isCut } = await askSql(place, `${numbers} select i as a, -i as a from n`, {
    ...LIMITS,
    rows: 2,
  });
  assert.deepEqual(
    [columns, rows, isCut],
    [
      ["a", "a"],
      [
        [1, -1],
        [2, -2],
      ],
      true,
    ],
  );
});

testHistory(test, "the page names each view with its columns", async ({ place }) => {
  const page = await readFile(new URL("../../../../../docs/history.md", import.meta.url), "utf8");
  await make(place);
  for (const name of Object.keys(listViews("main"))) {
    const { columns } = await askSql(place, `select * from ${name}`, LIMITS);
    const [, item = ""] = page.split(`\n- **\`${name}\`**`);
    const [text = ""] = item.split(/\n- |\n\n/);
    const said = [...text.matchAll(/`(\w+)`/g)].map((match) => match[1]);
    assert.deepEqual(said, columns);
  }
});

test.run();
