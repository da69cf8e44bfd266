/** A history that somebody else has made is read without trust, and never written to. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { sql } from "kysely";
import Database from "libsql";
import { test } from "uvu";
import { fakeFinding } from "#core/testing/mod.ts";
import { readHistory } from "#plugins/lib/history/store/mod.ts";
import type { HistoryDatabase } from "#plugins/lib/history/store/schema.ts";
import { makeHistory } from "#support/made_history.ts";
import { inTempFolder } from "#support/temp_folder.ts";

async function withHistory(work: (path: string) => Promise<void>): Promise<void> {
  await inTempFolder(async (folder) => {
    const path = join(folder, "a history?#%.db");
    await makeHistory(path, [{ day: "2026-10-01", images: { "app:1": [fakeFinding()] } }]);
    await work(path);
  });
}

async function listNames(db: HistoryDatabase): Promise<readonly string[]> {
  return (await db.selectFrom("finding").select("name").execute()).map(({ name }) => name);
}

function change(path: string, statement: string): void {
  const database = new Database(path);
  database.exec(statement);
  database.close();
}

test("a history is read, and refuses each write", async () => {
  await withHistory(async (path) => {
    const before = await readFile(path);
    await readHistory(path, async (db) => {
      assert.deepEqual(await listNames(db), ["CVE-2024-0001"]);
      for (const write of ["delete from finding", "create table x (a)", "create temp table y (a)"]) {
        await assert.rejects(sql.raw(write).execute(db), { code: "SQLITE_READONLY" });
      }
      await sql`pragma query_only = off`.execute(db);
      await assert.rejects(sql`delete from finding`.execute(db), { code: "SQLITE_READONLY" });
    });
    assert.ok(before.equals(await readFile(path)));
  });
});

const BROKEN: Readonly<Record<string, readonly [code: string, breakIt: (path: string) => unknown]>> = {
  "of a newer hullscan": ["HISTORY_NEWER", (path) => change(path, "pragma user_version = 99")],
  "of an older hullscan": ["HISTORY_OLDER", (path) => change(path, "pragma user_version = 1")],
  "that is another database": ["HISTORY_UNREADABLE", (path) => change(path, "pragma user_version = 0")],
  "with a view": ["HISTORY_UNREADABLE", (path) => change(path, "create view v as select 1")],
  "with a trigger": [
    "HISTORY_UNREADABLE",
    (path) => change(path, "create trigger t after insert on run begin select 1; end"),
  ],
  "with a virtual table": ["HISTORY_UNREADABLE", (path) => change(path, "create virtual table v using fts5(a)")],
  "that is a text": ["HISTORY_DAMAGED", (path) => writeFile(path, "no database, but a text of some length".repeat(99))],
  "that is cut off": ["HISTORY_DAMAGED", (path) => truncate(path, 5000)],
  "that is empty": ["HISTORY_UNREADABLE", (path) => truncate(path, 0)],
};

for (const [what, [code, breakIt]] of Object.entries(BROKEN)) {
  test(`a history ${what} is refused`, async () => {
    await withHistory(async (path) => {
      await breakIt(path);
      await assert.rejects(readHistory(path, listNames), (error: Error & { code: string }) => {
        assert.equal(error.code, code, error.message);
        assert.ok(error.message.includes(path));
        return true;
      });
    });
  });
}

test("what is no file is refused, and nothing waits for it", async () => {
  await inTempFolder(async (folder) => {
    await mkdir(join(folder, "dir"));
    await promisify(execFile)("mkfifo", [join(folder, "pipe")]);
    for (const name of ["dir", "pipe"]) {
      await assert.rejects(readHistory(join(folder, name), listNames), { code: "HISTORY_UNREADABLE" });
    }
    await assert.rejects(readHistory(join(folder, "none.db"), listNames), { code: "HISTORY_MISSING" });
  });
});

test.run();
