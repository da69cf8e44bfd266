/** A history where somebody who is not root may not write. Run by root, the runs are nobody's. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmod, chown, mkdir, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { test } from "uvu";
import { testWith } from "#support/needs.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { look, vulnerability } from "./support/look.ts";

const NOBODY = 65_534;
const IS_ROOT = process.geteuid?.() === 0;
const PROGRAM = join(import.meta.dirname, "fixtures/run_as_nobody.ts");

/** Runs over one image in a folder. */
async function runIn(folder: string): Promise<{ readonly error: string | null; readonly logs: string }> {
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", PROGRAM, folder]);
  return JSON.parse(stdout);
}

/** Has a folder with a history of one run, which is somebody else's where that can be. */
async function inFolder(work: (folder: string, path: string) => Promise<void>): Promise<void> {
  await inTempFolder(async (folder) => {
    await look(folder, { images: { "app:1": [vulnerability("CVE-0")] } });
    try {
      await work(folder, join(folder, ".hullscan/history.db"));
    } finally {
      await chmod(folder, 0o700);
      await chmod(join(folder, ".hullscan"), 0o700);
    }
  });
}

/** Gives a path to the user of the run. */
async function give(path: string): Promise<void> {
  if (IS_ROOT) await chown(path, NOBODY, NOBODY);
}

async function listIds(folder: string): Promise<readonly string[]> {
  const text = await readFile(join(folder, "report.json"), "utf8");
  return [...text.matchAll(/"vuln_id": ?"([^"]+)"/g)].map(([, id = ""]) => id);
}

test("where its folder is read-only the report is complete, and the history says why the run is not kept", async () => {
  await inFolder(async (folder, path) => {
    await give(folder);
    await chmod(path, 0o400);
    await chmod(join(folder, ".hullscan"), 0o555);
    const names = await readdir(join(folder, ".hullscan"));
    const before = await readFile(path);
    const { error, logs } = await runIn(folder);
    assert.equal(error, null);
    assert.deepEqual(await listIds(folder), ["CVE-1"]);
    assert.match(
      logs,
      /history ".*history\.db" cannot be used: permission denied: this run is not remembered, and what/,
    );
    assert.deepEqual(await readFile(path), before);
    assert.deepEqual(await readdir(join(folder, ".hullscan")), names);
  });
});

test("where the whole folder is read-only the run ends with an error that names the file", async () => {
  await inFolder(async (folder, path) => {
    await chmod(folder, 0o555);
    const before = await stat(path);
    const { error } = await runIn(folder);
    assert.match(error ?? "", /Cannot write.*permission/);
    const after = await stat(path);
    assert.deepEqual([after.mtimeMs, after.size], [before.mtimeMs, before.size]);
  });
});

test("where there is no history yet, and none can be made, the report is complete", async () => {
  await inTempFolder(async (folder) => {
    await mkdir(join(folder, ".hullscan"), { mode: 0o555 });
    await give(folder);
    const { error, logs } = await runIn(folder);
    assert.equal(error, null);
    assert.deepEqual(await listIds(folder), ["CVE-1"]);
    assert.match(logs, /permission denied.*this run is not remembered/);
  });
});

testWith(
  test,
  ["root"],
  "a history that another user has put there is not written to, and the report is complete",
  () =>
    inFolder(async (folder, path) => {
      await give(folder);
      await give(join(folder, ".hullscan"));
      await chown(path, 12_345, 12_345);
      const before = await readFile(path);
      const { error, logs } = await runIn(folder);
      assert.equal(error, null);
      assert.deepEqual(await listIds(folder), ["CVE-1"]);
      assert.match(logs, /belongs to another user.*this run is not remembered/);
      assert.deepEqual(await readFile(path), before);
    }),
);

test.run();
