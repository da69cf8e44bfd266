import assert from "node:assert/strict";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { describeDb } from "../../../../../plugins/processors/trivy/db/describe_db.ts";
import { JAVA_DB, VULNERABILITY_DB } from "../../../../../plugins/processors/trivy/db/kinds.ts";
import { catchScanError } from "../../../../support/scan_error.ts";
import { inTempFolder } from "../../../../support/temp_folder.ts";
import { writeDb, writeJavaDb } from "../support/db_files.ts";

function ask(
  cacheDir: string,
  { kind = VULNERABILITY_DB as typeof VULNERABILITY_DB | typeof JAVA_DB, offline = false } = {},
) {
  return describeDb(kind, { cacheDir, offline, now: new Date() });
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
    assert.match(await ask(cacheDir), /: its metadata.json is not as expected; /);
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

test.run();
