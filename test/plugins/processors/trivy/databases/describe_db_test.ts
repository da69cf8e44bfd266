import assert from "node:assert/strict";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { describeDb } from "#plugins/processors/trivy/databases/describe_db.ts";
import { JAVA_DB, VULNERABILITY_DB } from "#plugins/processors/trivy/databases/kinds.ts";
import { catchScanError } from "#support/scan_error.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { writeDb, writeJavaDb } from "../support/db_files.ts";

interface AskOptions {
  readonly kind?: typeof VULNERABILITY_DB | typeof JAVA_DB;
  readonly offline?: boolean;
  readonly strict?: boolean;
  readonly minBytes?: number;
}

async function askAll(cacheDir: string, { kind = VULNERABILITY_DB, offline = false, ...rest }: AskOptions = {}) {
  return describeDb(kind, { cacheDir, offline, strict: false, now: new Date(), ...rest });
}

async function ask(cacheDir: string, options?: AskOptions): Promise<string> {
  return (await askAll(cacheDir, options)).fact;
}

test("describeDb() tells the age of a database, and that an old one will be refreshed", async () => {
  await inTempFolder(async (cacheDir) => {
    await writeDb(cacheDir, { ageHours: 3 });
    assert.equal(await ask(cacheDir), "the vulnerability database is 3 hours old");
    await writeDb(cacheDir, { ageHours: 72 });
    assert.equal(
      await ask(cacheDir),
      "the vulnerability database is 3 days old: out of date, the next run refreshes it",
    );
    assert.match(await ask(cacheDir, { offline: true }), /out of date, and offline it is not refreshed$/);
    // It has looked, and left everything as it was.
    assert.deepEqual((await readdir(join(cacheDir, "db"))).sort(), ["metadata.json", "trivy.db"]);
  });
});

test("describeDb() tells what is wrong with a database, and what will be done", async () => {
  await inTempFolder(async (cacheDir) => {
    assert.equal(await ask(cacheDir), "the vulnerability database: there is none yet; the next run downloads it");
    await writeDb(cacheDir, { content: new Uint8Array(10) });
    assert.match(
      await ask(cacheDir),
      /^the vulnerability database: trivy.db is broken: .*; the next run downloads it$/,
    );
    await writeDb(cacheDir, { metadata: { UpdatedAt: "yesterday" } });
    assert.match(await ask(cacheDir), /: metadata.json has no valid UpdatedAt; /);
  });
});

test("describeDb() of a database that cannot be had offline is an error, but for the one that few images need", async () => {
  await inTempFolder(async (cacheDir) => {
    const error = await catchScanError(() => ask(cacheDir, { offline: true }));
    assert.deepEqual([error.code, error.usage], ["TRIVY_DB_MISSING", true]);
    assert.match(await ask(cacheDir, { kind: JAVA_DB, offline: true }), /images that need it will fail offline$/);
    await writeJavaDb(cacheDir, { ageHours: 4 });
    assert.equal(await ask(cacheDir, { kind: JAVA_DB }), "the Java database is 4 hours old");
    await rm(join(cacheDir, "java-db/trivy-java.db"));
    assert.match(
      await ask(cacheDir, { kind: JAVA_DB }),
      /there is none yet; the first image that needs it downloads it$/,
    );
  });
});

test("describeDb() says what a run wants the registry for, and takes for sound only what a run does", async () => {
  await inTempFolder(async (cacheDir) => {
    assert.equal((await askAll(cacheDir)).wants, "download");
    await writeDb(cacheDir, { ageHours: 3 });
    assert.equal((await askAll(cacheDir)).wants, undefined);
    assert.equal((await askAll(cacheDir, { minBytes: 10_000_000 })).wants, "download");
    await writeDb(cacheDir, { ageHours: 72 });
    assert.deepEqual(await askAll(cacheDir).then(({ wants, age }) => [wants, age]), ["refresh", "3 days"]);
    // Without the mark of a finished download a run would download it anew; of another schema, too.
    await writeDb(cacheDir, { metadata: { DownloadedAt: undefined } });
    assert.equal((await askAll(cacheDir)).wants, "download");
    assert.equal((await askAll(cacheDir, { offline: true })).wants, undefined);
    await writeDb(cacheDir, { metadata: { Version: 1 } });
    assert.equal((await askAll(cacheDir)).wants, "download");
  });
});

test("describeDb() of an old database that is neither refreshed nor good enough is an error", async () => {
  await inTempFolder(async (cacheDir) => {
    await writeDb(cacheDir, { ageHours: 72 });
    const error = await catchScanError(() => ask(cacheDir, { offline: true, strict: true }));
    assert.deepEqual([error.code, error.usage], ["TRIVY_DB_STALE", true]);
  });
});

test.run();
