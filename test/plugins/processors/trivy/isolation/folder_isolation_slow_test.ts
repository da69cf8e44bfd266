import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, realpath, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { test } from "uvu";
import { formatOwner, loadOwner } from "#core/services/mod.ts";
import { folderIsolation, removeOldFolders } from "#plugins/processors/trivy/isolation/folder_isolation.ts";
import { capabilitiesOfVersion } from "#plugins/processors/trivy/program/binary/capabilities.ts";
import { isRunning } from "#support/processes.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { writeDb, writeJavaDb } from "../support/db_files.ts";

const NEW = capabilitiesOfVersion("0.70.0");
const isSound = async () => true;
const tempDir = "/nowhere";
const SOURCES = join(import.meta.dirname, "../../../../../plugins/processors/trivy");

test("folderIsolation() has a folder of its own for each scan at the same time, and uses it again after", () =>
  inTempFolder(async (cacheDir) => {
    await writeDb(cacheDir);
    const isolation = folderIsolation({ cacheDir, runId: "run", tempDir, capabilities: NEW, isSound });
    const used = await isolation.use(async ({ cacheDir: one }) => {
      const others = [1, 2].map(() =>
        isolation.use((two) => isolation.use(async (three) => [two.cacheDir, three.cacheDir])),
      );
      return [one, ...(await Promise.all(others)).flat()];
    });
    assert.equal(used.filter((path) => path === used[0]).length, 1);
    for (const at of [1, 3]) assert.notEqual(used[at], used[at + 1]);
    const again = await isolation.use(async (slot) => slot.cacheDir);
    assert.ok(used.includes(again));
    await isolation.dispose();
    assert.deepEqual(await readdir(cacheDir), ["db"]);
  }));

test("a folder holds a copy of the vulnerability database and sees the Java database, also when that comes later", () =>
  inTempFolder(async (cacheDir) => {
    await writeDb(cacheDir);
    const isolation = folderIsolation({ cacheDir, runId: "run", tempDir, capabilities: NEW, isSound });
    await isolation.use(async ({ cacheDir: slot }) => {
      assert.deepEqual(await readFile(join(slot, "db", "trivy.db")), await readFile(join(cacheDir, "db", "trivy.db")));
      await writeJavaDb(cacheDir);
      assert.equal(await realpath(join(slot, "java-db")), await realpath(join(cacheDir, "java-db")));
    });
    await isolation.dispose();
    assert.deepEqual((await readdir(cacheDir)).sort(), ["db", "java-db"]);
    assert.equal((await readdir(join(cacheDir, "java-db"))).length, 2);
  }));

test("a folder goes back to the pool when its scan fails", () =>
  inTempFolder(async (cacheDir) => {
    await writeDb(cacheDir);
    const isolation = folderIsolation({ cacheDir, runId: "run", tempDir, capabilities: NEW, isSound });
    const names: string[] = [];
    for (let time = 0; time < 3; time++) {
      const failing = isolation.use((slot) => Promise.reject(new Error(slot.cacheDir)));
      await failing.catch((error: Error) => names.push(error.message));
    }
    assert.equal(names.length, 3);
    assert.equal(new Set(names).size, 1);
    await isolation.dispose();
  }));

const KILLED = `
import { folderIsolation } from ${JSON.stringify(join(SOURCES, "isolation/folder_isolation.ts"))};
import { createRunFolder } from ${JSON.stringify(join(SOURCES, "program/run_folder.ts"))};
import { spawn } from "node:child_process";
const { path } = await createRunFolder();
const capabilities = { memoryBackend: true };
const isolation = folderIsolation({ cacheDir: process.argv[1], runId: "killed", tempDir: path, capabilities, isSound: async () => true });
await isolation.use(async () => {
  const env = { ...process.env, TMPDIR: path + "/scan-1" };
  console.log(spawn("sleep", ["600"], { detached: true, stdio: "ignore", env }).pid);
  await new Promise((resolve) => setTimeout(resolve, 600_000));
});
`;

/** Writes the mark of an owner on a machine that is not this one into a folder, which was last used some days ago. */
async function makeForeign(path: string, days: number): Promise<void> {
  await mkdir(path);
  const owner = formatOwner({ ...(await loadOwner()), host: "elsewhere" });
  await writeFile(join(path, "owner.json"), JSON.stringify({ owner, tempDir: "/nowhere" }));
  const usedAt = new Date(Date.now() - days * 86_400_000);
  await utimes(path, usedAt, usedAt);
}

test("folders of a run that was killed are removed by the next, with what it has left running; those of others are not", () =>
  inTempFolder(async (folder) => {
    const cacheDir = join(folder, "cache");
    await writeDb(cacheDir);
    const args = ["--import", "tsx", "--input-type=module", "--eval", KILLED, cacheDir];
    const env = { ...process.env, TMPDIR: folder };
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"], env });
    const closed = once(child, "close");
    const stay = [".lanes-elsewhere", ".lanes-unmarked", "db"];
    let orphan = 0;
    try {
      const [line] = await once(child.stdout, "data");
      orphan = Number(String(line));
      await makeForeign(join(cacheDir, ".lanes-elsewhere"), 0.9);
      await makeForeign(join(cacheDir, ".lanes-elsewhere-old"), 1.1);
      await mkdir(join(cacheDir, ".lanes-unmarked"));
      await mkdir(join(cacheDir, ".lanes-unmarked-old"));
      await utimes(join(cacheDir, ".lanes-unmarked-old"), 0, 0);
      await removeOldFolders(cacheDir);
      assert.deepEqual((await readdir(cacheDir)).sort(), [...stay, ".lanes-killed"].sort());
    } finally {
      child.kill("SIGKILL");
      await closed;
    }
    assert.ok(await isRunning(orphan));
    await removeOldFolders(cacheDir);
    assert.equal(await isRunning(orphan), false);
    assert.deepEqual((await readdir(cacheDir)).sort(), stay.sort());
  }));

test("after a repair the next scan gets a new copy of the database", () =>
  inTempFolder(async (cacheDir) => {
    await writeDb(cacheDir);
    const isolation = folderIsolation({ cacheDir, runId: "run", tempDir, capabilities: NEW, isSound });
    const old = await isolation.use(async (slot) => slot.cacheDir);
    await isolation.renew();
    assert.notEqual(await isolation.use(async (slot) => slot.cacheDir), old);
    await isolation.dispose();
  }));

test("only a Trivy that is too old for a cache in memory is given none", () =>
  inTempFolder(async (cacheDir) => {
    await writeDb(cacheDir);
    for (const [version, args] of [
      ["0.53.0", ["--cache-backend", "memory"]],
      ["0.52.2", []],
    ] as const) {
      const isolation = folderIsolation({
        cacheDir,
        runId: version,
        tempDir,
        capabilities: capabilitiesOfVersion(version),
        isSound,
      });
      assert.deepEqual(await isolation.use(async (slot) => slot.args), args);
      await isolation.dispose();
    }
  }));

test.run();
