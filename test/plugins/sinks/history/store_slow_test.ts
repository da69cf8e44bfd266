/** The file of the history: damaged, of a newer format, shared, pruned. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { chmod, mkdir, readdir, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { fakeFinding } from "#core/testing/mod.ts";
import type { HistoryPlace } from "#plugins/lib/history/place/mod.ts";
import { dialectOf } from "#plugins/lib/history/store/dialect/mod.ts";
import { readHistory } from "#plugins/lib/history/store/mod.ts";
import { testHistory } from "#support/history_engines.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { look, vulnerability } from "./support/look.ts";

const DAMAGE: Readonly<Record<string, (path: string) => Promise<unknown>>> = {
  "is no database": (path) => writeFile(path, "this is no database, but a text of some length".repeat(200)),
  "was cut off": (path) => truncate(path, 5000),
};

for (const [what, damage] of Object.entries(DAMAGE)) {
  test(`a history that ${what} is set aside, and the run is complete`, async () => {
    await inTempFolder(async (folder) => {
      const path = join(folder, ".hullscan/history.db");
      const many = Array.from({ length: 300 }, (_, index) => vulnerability(`CVE-${index}`));
      await look(folder, { images: { "app:1": many } });
      await damage(path);
      const { outcomes, logs } = await look(folder, { images: { "app:1": many } });
      assert.equal(outcomes[0]?.data.findings?.length, 300);
      assert.match(logs, /damaged/);
      const names = await readdir(join(folder, ".hullscan"));
      assert.ok(
        names.some((name) => name.includes(".damaged-")),
        names.join(),
      );
      await look(folder, { images: { "app:1": many } });
      const { byName: said } = await look(folder, { images: { "app:1": many } });
      assert.deepEqual(said, { "app:1": { news: [], gone: [] } });
    });
  });
}

test("a history of a newer hullscan, and one that is a link, are left alone, with a warning", async () => {
  await inTempFolder(async (folder) => {
    const { default: Database } = await import("libsql");
    await mkdir(join(folder, ".hullscan"));
    const path = join(folder, ".hullscan/history.db");
    const database = new Database(path);
    database.pragma("user_version = 99");
    database.close();
    await chmod(path, 0o600);
    const { logs, outcomes } = await look(folder, { images: { "app:1": [vulnerability("A")] } });
    assert.match(logs, /written by a newer hullscan \(its format is 99\): this run is not remembered/);
    assert.equal(outcomes.length, 1);
    await symlink(path, join(folder, "link.db"));
    const linked = await look(folder, { images: { "app:1": [] }, options: { file: "link.db" } });
    assert.match(linked.logs, /it is not a regular file/);
  });
});

testHistory(test, "of two runs at once each is whole", async ({ folder, place }) => {
  const images = Object.fromEntries(
    Array.from({ length: 250 }, (_, index) => [`app${index}:1`, [vulnerability(`CVE-${index}`), vulnerability("A")]]),
  );
  await Promise.all([look(folder, { images }), look(folder, { images })]);
  const { byName: said, logs } = await look(folder, { images });
  assert.doesNotMatch(logs, /not remembered/);
  for (const comparison of Object.values(said)) assert.deepEqual(comparison, { news: [], gone: [] });
  // The findings that both runs brought are there once.
  assert.deepEqual(await countRows(place), { run: 3, entry: 750, result: 250, finding_set: 250, finding: 251 });
});

testHistory(
  test,
  "old runs are removed with what only they had; what the last run knows stays",
  async ({ folder, place }) => {
    const options = { keepRuns: 2 };
    for (const id of ["A", "B", "C", "D"]) await look(folder, { images: { "app:1": [vulnerability(id)] }, options });
    assert.deepEqual(await countRows(place), { run: 2, entry: 2, result: 2, finding_set: 2, finding: 2 });
    const { byName: said } = await look(folder, { images: { "app:1": [vulnerability("D")] }, options });
    assert.deepEqual(said, { "app:1": { news: [], gone: [] } });
  },
);

testHistory(
  test,
  "names without end, and characters that no database takes, keep no run from being remembered",
  async ({ folder }) => {
    // Nothing of it can be packed: an index would have no room.
    const noise = randomBytes(9000).toString("base64");
    const odd = fakeFinding({
      id: `CVE-${noise}`,
      aliases: [noise, "GHSA-\0-\ud800"],
      title: "\0\ud800\u{1f600}",
      package: { name: `\0${noise}`, version: "\0", class: "os", type: "debian" },
      location: { path: `/\0/\udfff/${noise}` },
    });
    const images = { "app:1": [odd, vulnerability("A")] };
    await look(folder, { images });
    const { byName: said, logs } = await look(folder, { images });
    assert.doesNotMatch(logs, /not remembered/);
    assert.deepEqual(said, { "app:1": { news: [], gone: [] } });
    const { byName: later } = await look(folder, { images: { "app:1": [vulnerability("A")] } });
    assert.deepEqual(later["app:1"]?.gone, [`CVE-${noise}`]);
  },
);

async function countRows(place: HistoryPlace) {
  return await readHistory(place, async (db) => {
    const counts: Record<string, number> = {};
    for (const table of ["run", "entry", "result", "finding_set", "finding"] as const) {
      counts[table] = (
        await db
          .selectFrom(table)
          .select(({ lit }) => lit(1).as("one"))
          .execute()
      ).length;
    }
    return counts;
  });
}

testHistory(
  test,
  "a history has the room that keepBytes says, and the last run stays where it alone takes more",
  async ({ folder, place }) => {
    const ask = () =>
      readHistory(place, async (db) => {
        const runs = (await db.selectFrom("run").select("id").orderBy("id").execute()).map(({ id }) => id);
        return { runs, bytes: await dialectOf(db).measureBytes(db) };
      });
    const run = (day: number, keepBytes: number) => {
      const found = Array.from({ length: 300 }, (_, index) => vulnerability(`CVE-${day}-${index}`));
      return look(folder, { images: { "app:1": found }, options: { keepBytes } });
    };
    for (let day = 1; day <= 4; day += 1) await run(day, 10_000_000);
    const { bytes } = await ask();
    for (let day = 5; day <= 9; day += 1) await run(day, bytes);
    const after = await ask();
    assert.ok(after.bytes <= bytes, `${after.bytes} of ${bytes}`);
    assert.equal(after.runs.at(-1), 9);
    assert.ok(after.runs.length >= 3, after.runs.join());
    await run(10, 1);
    assert.deepEqual((await ask()).runs, [10]);
  },
);

test.run();
