import assert from "node:assert/strict";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { prepareDatabases, prepareJavaDb } from "#plugins/processors/trivy/databases/prepare_databases.ts";
import { repairDatabases } from "#plugins/processors/trivy/databases/repair.ts";
import { trivyError } from "#plugins/processors/trivy/errors.ts";
import { catchScanError } from "#support/scan_error.ts";
import { type DbBench, onDbBench } from "../support/db_bench.ts";
import { writeDb, writeJavaDb } from "../support/db_files.ts";

function onBench(name: string, work: (bench: DbBench) => Promise<void>): void {
  test(name, () => onDbBench(work));
}

function repositories(...vulnerability: string[]) {
  return { vulnerability, Java: [] };
}

async function isInPlace(cacheDir: string): Promise<boolean> {
  const names = (await readdir(cacheDir)).sort();
  return JSON.stringify(names) === '["db"]' && (await readdir(join(cacheDir, "db"))).length === 3;
}

onBench(
  "a missing database is downloaded into a folder of its own, without credentials, and put in place",
  async (bench) => {
    await writeDb(join(bench.served, "default"));
    await prepareDatabases(bench.options);
    assert.ok(await isInPlace(bench.cacheDir));
    const [call, ...more] = await bench.calls();
    assert.equal(more.length, 0);
    const staging = call?.args[5] ?? "";
    assert.match(staging, /\/cache\/\.staging-\w+$/);
    const flags = ["--download-db-only", "--no-progress", "--quiet"];
    assert.deepEqual(call?.args, ["image", ...flags, "--cache-dir", staging, "--db-repository", "default"]);
    const names = Object.keys(call?.env ?? {})
      .filter((name) => /TRIVY_|DTR_/.test(name))
      .sort();
    assert.deepEqual(names, [
      "TRIVY_DISABLE_TELEMETRY",
      "TRIVY_LIST_ALL_PKGS",
      "TRIVY_SKIP_VERSION_CHECK",
      "TRIVY_TIMEOUT",
    ]);
  },
);

onBench("a sound and fresh database is left alone", async ({ cacheDir, options, calls, logs }) => {
  await writeDb(cacheDir, { ageHours: 3 });
  await prepareDatabases(options);
  assert.deepEqual(await calls(), []);
  assert.ok(logs.includes("info: The vulnerability database is 3 hours old"), logs.join("\n"));
});

onBench("repositories are tried in order, until what comes is sound", async ({ cacheDir, served, options, calls }) => {
  await writeFile(join(served, "first.err"), "2026-03-01T10:00:00Z\tFATAL\tFatal error\tdial tcp: connection refused");
  await writeDb(join(served, "second"), { content: Buffer.from("<html>login</html>") });
  await writeDb(join(served, "third"));
  await prepareDatabases({ ...options, repositories: repositories("first", "second", "third", "fourth") });
  assert.ok(await isInPlace(cacheDir));
  assert.deepEqual(
    (await calls()).map(({ args }) => args.at(-1)),
    ["first", "second", "third"],
  );
});

onBench("when no repository has it, the error names all of them and why", async ({ cacheDir, served, options }) => {
  await writeFile(join(served, "first.err"), "2026-03-01T10:00:00Z\tFATAL\tFatal error\tdial tcp: connection refused");
  await writeDb(join(served, "second"), { content: Buffer.alloc(100) });
  await writeFile(join(served, "third.err"), "");
  const diagnose = async (reference: string) => trivyError("IMAGE_NOT_FOUND", { doing: `find ${reference}` });
  const failing = { ...options, repositories: repositories("first", "second", "third"), diagnose };
  const error = await catchScanError(() => prepareDatabases(failing));
  assert.equal(error.code, "TRIVY_DB_DOWNLOAD");
  assert.match(
    error.message,
    /"first" \(connection refused\), "second" \(.*no valid meta page\), "third" \(Cannot find third:2: there is no such image\)$/,
  );
  assert.deepEqual(await readdir(cacheDir), []);
});

onBench("an unsound database is downloaded again", async ({ cacheDir, served, options }) => {
  await writeDb(join(served, "default"));
  const sound = await readFile(join(served, "default", "db", "trivy.db"));
  for (const content of [Buffer.alloc(0), Buffer.alloc(8192), sound.subarray(0, sound.length / 2)]) {
    await writeDb(cacheDir, { content });
    await prepareDatabases(options);
    assert.deepEqual(await readFile(join(cacheDir, "db", "trivy.db")), sound);
  }
});

onBench("an old database that cannot be refreshed is kept, with a warning that tells its age", async (bench) => {
  const { cacheDir, served, options, logs } = bench;
  await writeDb(cacheDir, { ageHours: 10 * 24 });
  await writeFile(join(served, "default.err"), "FATAL\tFatal error\tGET https://r/: TOOMANYREQUESTS: retry later");
  await prepareDatabases({ ...options, rateLimitWaitsMs: [60_000] });
  assert.ok(await isInPlace(cacheDir));
  assert.match(logs.join("\n"), /warn: Continuing with a vulnerability database that is 10 days old\. Cannot download/);
});

onBench("strict, an old database that cannot be refreshed is an error, online and offline", async (bench) => {
  const { cacheDir, served, options } = bench;
  await writeDb(cacheDir, { ageHours: 10 * 24 });
  await writeFile(join(served, "default.err"), "FATAL\tFatal error\tdial tcp: connection refused");
  for (const offline of [false, true]) {
    const error = await catchScanError(() => prepareDatabases({ ...options, strict: true, offline }));
    assert.equal(error.code, "TRIVY_DB_STALE");
    assert.match(error.message, /10 days old/);
  }
});

onBench("an old database is replaced by a new one", async ({ cacheDir, served, options, logs }) => {
  await writeDb(cacheDir, { ageHours: 30 });
  await writeDb(join(served, "default"));
  await prepareDatabases(options);
  const [fresh, live] = await Promise.all(
    [served, cacheDir].map((at, index) =>
      readFile(join(at, index === 0 ? "default" : "", "db", "metadata.json"), "utf8"),
    ),
  );
  assert.equal(live, fresh);
  assert.ok(!logs.some((line) => line.startsWith("warn")));
});

onBench(
  "a rate limit is waited for where there is no database to go on with",
  async ({ folder, served, options, calls, logs }) => {
    await writeFile(join(served, "default.err"), "FATAL\tFatal error\tGET https://r/: TOOMANYREQUESTS: retry later");
    const error = await catchScanError(() => prepareDatabases({ ...options, rateLimitWaitsMs: [1, 1] }));
    assert.equal(error.code, "TRIVY_DB_DOWNLOAD");
    assert.equal((await calls()).length, 3);
    assert.equal(logs.filter((line) => line.includes("rate limit")).length, 2);
    assert.ok((await readdir(folder)).includes("calls"));
  },
);

onBench(
  "a full disk and a Trivy that is too old are told as such, without asking the next repository",
  async (bench) => {
    const { served, options, calls } = bench;
    await writeFile(join(served, "first.err"), "FATAL\tFatal error\twrite /x: no space left on device");
    const error = await catchScanError(() =>
      prepareDatabases({ ...options, repositories: repositories("first", "second") }),
    );
    assert.equal(error.code, "DISK_FULL");
    assert.equal((await calls()).length, 1);
  },
);

onBench("folders that a killed run has left are removed", async ({ cacheDir, options }) => {
  await writeDb(cacheDir);
  await mkdir(join(cacheDir, ".staging-killed", "db"), { recursive: true });
  await prepareDatabases(options);
  assert.ok(await isInPlace(cacheDir));
});

onBench("offline, a broken Java database is set aside and not deleted: nobody could bring another", async (bench) => {
  const { cacheDir, options } = bench;
  await writeDb(cacheDir);
  await writeJavaDb(cacheDir, { content: Buffer.from("half of it") });
  await prepareDatabases({ ...options, offline: true, now: () => new Date(7) });
  assert.deepEqual(
    (await readdir(cacheDir)).filter((name) => name.startsWith("java-db")),
    ["java-db.broken-7"],
  );
  assert.equal(await readFile(join(cacheDir, "java-db.broken-7", "trivy-java.db"), "utf8"), "half of it");
  assert.match(bench.logs.join("\n"), /warn: Setting aside the Java database: /);
  await writeJavaDb(cacheDir, { content: Buffer.from("another half") });
  const repair = { problem: "test", distrustDb: false };
  for (const now of [8, 9]) await repairDatabases(repair, { ...options, offline: true, now: () => new Date(now) });
  assert.deepEqual((await readdir(cacheDir)).filter((name) => name.startsWith("java-db")).sort(), [
    "java-db.broken-7",
    "java-db.broken-8",
  ]);
});

onBench("offline, a sound database is used whatever its age, and nothing is downloaded", async (bench) => {
  const { cacheDir, options, calls, logs } = bench;
  await writeDb(cacheDir, { ageHours: 72, metadata: { DownloadedAt: "0001-01-01T00:00:00Z" } });
  await prepareDatabases({ ...options, offline: true });
  assert.match(logs.join("\n"), /warn: The vulnerability database is out of date: it is 3 days old/);
  await writeDb(cacheDir, { content: Buffer.alloc(10) });
  const error = await catchScanError(() => prepareDatabases({ ...options, offline: true }));
  assert.equal(error.code, "TRIVY_DB_MISSING");
  assert.deepEqual(await calls(), []);
});

onBench(
  "a broken Java database is removed with the scan cache, and not downloaded before an image needs it",
  async (bench) => {
    const { cacheDir, options, calls, logs } = bench;
    await writeDb(cacheDir);
    await writeJavaDb(cacheDir, { content: Buffer.from("SQLite format 3\0 cut") });
    await mkdir(join(cacheDir, "fanal"));
    await prepareDatabases(options);
    assert.deepEqual((await readdir(cacheDir)).sort(), ["db", "generation"]);
    assert.deepEqual(await calls(), []);
    assert.match(logs.join("\n"), /warn: Removing the Java database: trivy-java\.db is broken/);
  },
);

onBench(
  "a sound Java database that is old is refreshed, and one that is asked for is downloaded once",
  async (bench) => {
    const { cacheDir, served, options, calls } = bench;
    await writeDb(cacheDir);
    await writeJavaDb(join(served, "default"));
    await prepareJavaDb(options);
    await prepareJavaDb(options);
    assert.equal((await calls()).length, 1);
    assert.ok((await calls())[0]?.args.includes("--download-java-db-only"));
    await writeJavaDb(cacheDir, { ageHours: 72 });
    await prepareDatabases(options);
    assert.equal((await calls()).length, 2);
  },
);

test.run();
