import assert from "node:assert/strict";
import { cp, mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { checkDb } from "#plugins/processors/trivy/databases/check_db.ts";
import { JAVA_DB, VULNERABILITY_DB } from "#plugins/processors/trivy/databases/kinds.ts";
import { isSame, SoundDatabases } from "#plugins/processors/trivy/databases/sound_databases.ts";
import { folderIsolation } from "#plugins/processors/trivy/isolation/folder_isolation.ts";
import type { Slot } from "#plugins/processors/trivy/isolation/isolation.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { CACHE_FILES, DAMAGES, type Damage } from "../support/damage.ts";
import { writeDb, writeJavaDb } from "../support/db_files.ts";

const FILES = [...CACHE_FILES.slice(0, 3), "java-db/metadata.json"];

async function withDatabases(work: (cacheDir: string) => Promise<void>): Promise<void> {
  await inTempFolder(async (cacheDir) => {
    await writeDb(cacheDir);
    await writeJavaDb(cacheDir);
    for (const kind of [VULNERABILITY_DB, JAVA_DB]) assert.ok((await checkDb(kind, { cacheDir })).sound);
    await work(cacheDir);
  });
}

for (const damage of Object.keys(DAMAGES) as Damage[]) {
  test(`before a run, every file of a database is found out: ${damage}`, async () => {
    for (const file of FILES) {
      await withDatabases(async (cacheDir) => {
        await DAMAGES[damage](join(cacheDir, file));
        const kind = file.startsWith("db/") ? VULNERABILITY_DB : JAVA_DB;
        const state = await checkDb(kind, { cacheDir });
        assert.equal(state.sound, false, file);
      });
    }
  });

  test(`during a run, both databases and a copy are watched: ${damage}`, async () => {
    for (const file of ["db/trivy.db", "java-db/trivy-java.db"]) {
      await withDatabases(async (cacheDir) => {
        const soundDatabases = new SoundDatabases(cacheDir);
        await soundDatabases.trust();
        const copy = join(cacheDir, "copy");
        await cp(join(cacheDir, "db"), join(copy, "db"), { recursive: true });
        const before = await soundDatabases.inspect(cacheDir);
        assert.equal(before.problem, undefined);
        assert.equal((await soundDatabases.inspect(copy)).problem, undefined);
        await DAMAGES[damage](join(cacheDir, file));
        const after = await soundDatabases.inspect(cacheDir);
        assert.match(after.problem ?? "", /^trivy(?:-java)?\.db (?:has changed|is gone)$/);
        assert.equal(isSame(before, after), false);
        assert.equal((await soundDatabases.inspect(copy)).problem, undefined);
      });
    }
  });

  test(`a damaged copy is replaced by the sound original before the next scan: ${damage}`, () =>
    withDatabases(async (cacheDir) => {
      const soundDatabases = new SoundDatabases(cacheDir);
      await soundDatabases.trust();
      const isSound = async (path: string) => (await soundDatabases.inspect(path)).problem === undefined;
      const isolation = folderIsolation({
        cacheDir,
        runId: "run",
        tempDir: "/nowhere",
        capabilities: { memoryBackend: false },
        isSound,
      });
      const trivyDb = ({ cacheDir: path }: Slot) => join(path, "db", "trivy.db");
      await isolation.use(async (slot) => {
        assert.ok(await isSound(slot.cacheDir));
        await mkdir(join(slot.cacheDir, "fanal"));
        await DAMAGES[damage](trivyDb(slot));
        assert.equal(await isSound(slot.cacheDir), false);
      });
      await isolation.use(async (slot) => {
        assert.ok(await isSound(slot.cacheDir));
        assert.deepEqual(await readFile(trivyDb(slot)), await readFile(join(cacheDir, "db", "trivy.db")));
        assert.ok(!(await readdir(slot.cacheDir)).includes("fanal"));
      });
      await isolation.dispose();
    }));
}

test("a database that was downloaded anew is another file, and sound", () =>
  withDatabases(async (cacheDir) => {
    const soundDatabases = new SoundDatabases(cacheDir);
    await soundDatabases.trust();
    const before = await soundDatabases.inspect(cacheDir);
    await inTempFolder(async (elsewhere) => {
      await writeDb(elsewhere, { ageHours: 1 });
      for (const name of ["trivy.db", "metadata.json"])
        await cp(join(elsewhere, "db", name), join(cacheDir, "db", name));
    });
    assert.ok((await checkDb(VULNERABILITY_DB, { cacheDir })).sound);
    const after = await soundDatabases.inspect(cacheDir);
    assert.equal(after.problem, undefined);
    assert.equal(isSame(before, after), false);
  }));

test.run();
