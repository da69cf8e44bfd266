import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { fakeFinding } from "#core/testing/mod.ts";
import { askSql } from "#plugins/lib/history/questions/mod.ts";
import { listViews } from "#plugins/lib/history/store/views.ts";
import { makeHistory } from "#support/made_history.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const LIMITS = { rows: 1000, seconds: 30 };

async function withHistory(work: (path: string) => Promise<void>): Promise<void> {
  await inTempFolder(async (folder) => {
    const path = join(folder, "history.db");
    const target = { labels: { owner: "@shop" } };
    await makeHistory(path, [
      { day: "2026-10-01", target, images: { "app:1": [fakeFinding({ severity: "CRITICAL" })], "web:2": [] } },
      { day: "2026-10-05", target, images: { "app:1": [fakeFinding({ severity: "CRITICAL" })], "web:2": "TIMEOUT" } },
    ]);
    await work(path);
  });
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

for (const [query, rows] of Object.entries(ANSWERS)) {
  test(`it answers: ${query}`, async () => {
    await withHistory(async (path) => {
      assert.deepEqual((await askSql(path, query, LIMITS)).rows, rows);
    });
  });
}

const REFUSED = [
  "delete from finding",
  "insert into run (uid, label, started_at, state) values ('x', '', '', '') returning id",
  "with x as (select 1) delete from finding",
  "select 1; delete from finding",
  "pragma query_only = off",
  "attach 'other.db' as other",
  "vacuum into 'copy.db'",
  "create temp table x (a)",
  "select load_extension('x.so')",
  "select * from nothing",
  "select randomblob(900000000) || randomblob(900000000)",
  "",
];

for (const query of REFUSED) {
  test(`it refuses: ${query}`, async () => {
    await withHistory(async (path) => {
      const before = await readFile(path);
      await assert.rejects(askSql(path, query, LIMITS), { code: "USAGE" });
      assert.ok(before.equals(await readFile(path)));
    });
  });
}

test("a query has so much time, and answers so many rows", async () => {
  await withHistory(async (path) => {
    const numbers = "with recursive n(i) as (select 1 union all select i + 1 from n)";
    for (const endless of ["select count(*) from n", "select i from n where i % 1000000007 = 1"]) {
      await assert.rejects(askSql(path, `${numbers} ${endless}`, { rows: 10, seconds: 1 }), { code: "HISTORY_SLOW" });
    }
    const { columns, rows, isCut } = await askSql(path, `${numbers} select i as a, -i as a from n`, {
      ...LIMITS,
      rows: 2,
    });
    assert.deepEqual(
      { columns, rows, isCut },
      {
        columns: ["a", "a"],
        rows: [
          [1, -1],
          [2, -2],
        ],
        isCut: true,
      },
    );
  });
});

test("the page names each view with its columns", async () => {
  const page = await readFile(new URL("../../../../../docs/history.md", import.meta.url), "utf8");
  await withHistory(async (path) => {
    for (const name of Object.keys(listViews("main"))) {
      const { columns } = await askSql(path, `select * from ${name}`, LIMITS);
      const [, item = ""] = page.split(`\n- **\`${name}\`**`);
      const [text = ""] = item.split(/\n- |\n\n/);
      const said = [...text.matchAll(/`(\w+)`/g)].map((match) => match[1]);
      assert.deepEqual(said, columns);
    }
  });
});

test.run();
