/** A history among killed runs, full disks, folders that nobody may write to, and many readers. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { sql } from "kysely";
import { test } from "uvu";
import type { HistoryPlace } from "#plugins/lib/history/place/mod.ts";
import { readHistory } from "#plugins/lib/history/store/mod.ts";
import { testHistory } from "#support/history_engines.ts";
import { testWith } from "#support/needs.ts";
import { mountSmallDisk, type SmallDisk } from "#support/small_disk.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { look, vulnerability } from "./support/look.ts";

const many = (count: number, offset = 0) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `app${index}:1`,
      Array.from({ length: 20 }, (_, of) => vulnerability(`CVE-${offset + index}-${of}`)),
    ]),
  );

/** Runs that work until they have looked at so many images, and are killed then. */
async function killAt(folder: string, images: number): Promise<void> {
  const program = join(import.meta.dirname, "fixtures/endless_run.ts");
  const child = spawn(process.execPath, ["--import", "tsx", program, folder], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  for (;;) {
    const [index] = await once(child, "message");
    if (Number(index) >= images) break;
  }
  child.kill("SIGKILL");
  await once(child, "exit");
}

/** Whether the file is as it should be for SQLite, and all that rows refer to is there. */
async function isWhole(place: HistoryPlace): Promise<boolean> {
  if (typeof place === "string" && !(await isSound(place))) return false;
  return await readHistory(place, async (db) => {
    const { rows } = await sql`
      select 1 from entry left join run on run.id = run_id left join result on result.id = result_id
      where run.id is null or (result_id is not null and result.id is null)
      union all select 1 from result left join finding_set on finding_set.id = set_id where finding_set.id is null
      union all select 1 from set_finding left join finding on finding.id = finding_id where finding.id is null
      union all select 1 from entry left join span on span.pipeline_id = entry.pipeline_id
        and span.target_id = entry.target_id and first_run <= run_id and (next_run is null or next_run > run_id)
      where entry.result_id is not null and span.set_id is null`.execute(db);
    return rows.length === 0;
  });
}

async function isSound(path: string): Promise<boolean> {
  const { default: Database } = await import("libsql");
  const database = new Database(path);
  try {
    const [first] = database.pragma("integrity_check") as readonly { readonly integrity_check: string }[];
    return first?.integrity_check === "ok";
  } finally {
    database.close();
  }
}

testHistory(
  test,
  "runs that are killed at any moment leave a whole history, and are not compared with",
  async ({ folder, place, engine }) => {
    await look(folder, { images: { "app:1": [vulnerability("A")] } });
    for (let moment = 0; moment < (engine === "SQLite" ? 10 : 4); moment += 1) {
      await killAt(folder, moment * 50);
      assert.ok(await isWhole(place), `killed at ${moment * 50}`);
    }
    const { byName: said, logs } = await look(folder, { images: { "app:1": [vulnerability("B")] } });
    assert.deepEqual(said, { "app:1": { news: ["B"], gone: ["A"] } });
    assert.doesNotMatch(logs, /damaged|not remembered/);
  },
);

async function withDisk(kilobytes: number, work: (disk: SmallDisk) => Promise<void>): Promise<void> {
  const disk = mountSmallDisk(kilobytes);
  try {
    await work(disk);
  } finally {
    await letGo();
    disk.close();
  }
}

/** libsql lets go of a file when its statements are collected. A file system in use cannot be unmounted. */
async function letGo(): Promise<void> {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  await setImmediate();
}

testWith(test, ["tmpfs"], "on a full disk a run is complete, with a warning, and the history is what it was", () =>
  withDisk(700, async ({ folder, grow, fill }) => {
    await look(folder, { images: many(5) });
    const free = fill();
    const { outcomes, logs } = await look(folder, { images: many(400, 1000) });
    assert.equal(outcomes.length, 400);
    assert.match(logs, /history.*(?:disk is full|full).*this run is not remembered, and what is new is not known/s);
    free();
    grow(20_000);
    assert.ok(await isWhole(join(folder, ".hullscan/history.db")));
    const { byName: said } = await look(folder, { images: many(5) });
    for (const comparison of Object.values(said)) assert.deepEqual(comparison, { news: [], gone: [] });
  }),
);

testWith(test, ["tmpfs"], "a disk that fills up during a run costs what is remembered of it, and nothing else", () =>
  withDisk(500, async ({ folder, grow }) => {
    await look(folder, { images: many(3) });
    const { outcomes, logs } = await look(folder, { images: many(900, 1000) });
    assert.equal(outcomes.length, 900);
    assert.match(logs, /this run is not remembered/);
    grow(20_000);
    assert.ok(await isWhole(join(folder, ".hullscan/history.db")));
    const { byName: said } = await look(folder, { images: many(3) });
    assert.deepEqual(said["app0:1"]?.gone, []);
  }),
);

testWith(test, ["tmpfs"], "in a folder that nobody may write to a run is complete, with a warning", () =>
  withDisk(2000, async ({ folder, makeReadOnly }) => {
    await look(folder, { images: many(2) });
    await letGo();
    makeReadOnly();
    const { outcomes, logs } = await look(folder, { images: many(2) });
    assert.equal(outcomes.length, 2);
    assert.match(logs, /this run is not remembered/);
    assert.deepEqual((await readdir(join(folder, ".hullscan"))).sort(), [".gitignore", "history.db"]);
  }),
);

test("where its folder cannot be made a run is complete, with a warning", async () => {
  await inTempFolder(async (folder) => {
    await writeFile(join(folder, ".hullscan"), "a file");
    const { outcomes, logs } = await look(folder, { images: many(2) });
    assert.equal(outcomes.length, 2);
    assert.match(logs, /this run is not remembered/);
  });
});

testHistory(test, "a hundred readers at once see a whole history while runs write", async ({ folder, place }) => {
  await look(folder, { images: many(50) });
  const ask = () =>
    readHistory(place, async (db) => {
      const entries = await db.selectFrom("entry").select("target_id").where("run_id", "=", 1).execute();
      return entries.length;
    });
  const [first, second, ...counts] = await Promise.all([
    look(folder, { images: many(150, 500) }),
    look(folder, { images: many(150, 900) }),
    ...Array.from({ length: 100 }, ask),
  ]);
  assert.deepEqual([...new Set(counts)], [50]);
  assert.doesNotMatch(first.logs + second.logs, /not remembered/);
});

test.run();
