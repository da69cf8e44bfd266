import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { test } from "uvu";
import { sampleVulnerabilityDb } from "#demo/sample_db.ts";
import { checkDb } from "#plugins/processors/trivy/databases/check_db.ts";
import { JAVA_DB, VULNERABILITY_DB } from "#plugins/processors/trivy/databases/kinds.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { writeDb, writeJavaDb } from "../support/db_files.ts";
import { javaDbFile } from "../support/java_samples.ts";

const PAGE = 4096;
const sound = Buffer.from(sampleVulnerabilityDb().trivyDb);

function overwritten(...ranges: [from: number, to: number][]): Buffer {
  const bytes = Buffer.from(sound);
  for (const [from, to] of ranges) bytes.fill(0xaa, from, to);
  return bytes;
}

function rootOffset(): number {
  const isSecondNewer = sound.readBigUInt64LE(PAGE + 64) > sound.readBigUInt64LE(64);
  return Number(sound.readBigUInt64LE((isSecondNewer ? PAGE : 0) + 32)) * PAGE;
}

async function problemOf(cacheDir: string, content: Uint8Array): Promise<string | undefined> {
  await writeDb(cacheDir, { content });
  const state = await checkDb(VULNERABILITY_DB, { cacheDir });
  return state.sound ? undefined : state.problem;
}

test("a whole vulnerability database is sound, also with one of its two meta pages lost", () =>
  inTempFolder(async (folder) => {
    assert.equal(await problemOf(folder, sound), undefined);
    assert.equal(await problemOf(folder, overwritten([0, PAGE])), undefined);
    assert.equal(await problemOf(folder, overwritten([PAGE, 2 * PAGE])), undefined);
  }));

test("a vulnerability database that is no database is broken", () =>
  inTempFolder(async (folder) => {
    assert.equal(await problemOf(folder, Buffer.alloc(0)), "trivy.db is broken: it is empty");
    const contents = [
      Buffer.alloc(100),
      Buffer.alloc(sound.length),
      Buffer.from("<html>".repeat(9999)),
      sound.subarray(0, 50),
    ];
    for (const content of [...contents, overwritten([0, 2 * PAGE]), overwritten([72, 80], [PAGE + 72, PAGE + 80])]) {
      assert.equal(await problemOf(folder, content), "trivy.db is broken: it has no valid meta page");
    }
  }));

test("a vulnerability database that is cut at any page is broken", () =>
  inTempFolder(async (folder) => {
    const cut = fc.integer({ min: 1, max: sound.length - 1 });
    await fc.assert(
      fc.asyncProperty(cut, async (length) =>
        assert.notEqual(await problemOf(folder, sound.subarray(0, length)), undefined),
      ),
      { numRuns: 30 },
    );
    assert.match((await problemOf(folder, sound.subarray(0, sound.length - 1))) ?? "", /cut off: \d+ of \d+ bytes/);
  }));

test("a vulnerability database whose root page is overwritten is broken", () =>
  inTempFolder(async (folder) => {
    const at = rootOffset();
    assert.equal(
      await problemOf(folder, overwritten([at, at + PAGE])),
      "trivy.db is broken: its root page is overwritten",
    );
  }));

test("a file smaller than the limit, a missing file and a folder in its place are problems", () =>
  inTempFolder(async (cacheDir) => {
    const missing = await checkDb(VULNERABILITY_DB, { cacheDir });
    assert.deepEqual(missing, { sound: false, problem: "trivy.db is missing" });
    await writeDb(cacheDir);
    const small = await checkDb(VULNERABILITY_DB, { cacheDir, minBytes: 50_000_000 });
    assert.match(small.sound ? "" : small.problem, /fewer than 50000000/);
    const state = await checkDb({ ...VULNERABILITY_DB, file: "." }, { cacheDir });
    assert.equal(state.sound, false);
  }));

test("a Java database is sound when it has as many bytes as its header says", () =>
  inTempFolder(async (cacheDir) => {
    const whole = javaDbFile();
    await writeJavaDb(cacheDir);
    assert.equal((await checkDb(JAVA_DB, { cacheDir })).sound, true);
    for (const content of [
      Buffer.alloc(0),
      Buffer.alloc(whole.length),
      whole.subarray(0, -1),
      whole.subarray(0, 512),
      Buffer.concat([whole, whole]),
    ]) {
      await writeJavaDb(cacheDir, { content });
      assert.equal((await checkDb(JAVA_DB, { cacheDir })).sound, false);
    }
  }));

test("metadata that tell no whole story make the database unsound", () =>
  inTempFolder(async (cacheDir) => {
    const wrong = [
      { Version: 1 },
      { Version: 3 },
      { Version: "2" },
      { UpdatedAt: "soon" },
      { NextUpdate: null },
      { DownloadedAt: "0001-01-01T00:00:00Z" },
    ];
    for (const metadata of [...wrong, null]) {
      await writeDb(cacheDir, { metadata });
      if (metadata === null) await writeFile(join(cacheDir, "db", "metadata.json"), "<html>");
      assert.match(
        JSON.stringify(await checkDb(VULNERABILITY_DB, { cacheDir })),
        /"sound":false,"problem":"metadata\.json/,
      );
    }
  }));

test("a database that was put there by hand is good enough where that is allowed", () =>
  inTempFolder(async (cacheDir) => {
    await writeDb(cacheDir, {
      metadata: { DownloadedAt: "0001-01-01T00:00:00Z", UpdatedAt: "2026-03-01T10:00:00.123456789Z" },
    });
    const state = await checkDb(VULNERABILITY_DB, { cacheDir, acceptUnmarked: true });
    assert.equal(state.sound && state.metadata.updatedAt.toISOString(), "2026-03-01T10:00:00.123Z");
  }));

test.run();
