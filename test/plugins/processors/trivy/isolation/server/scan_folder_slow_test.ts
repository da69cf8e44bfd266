import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { test } from "uvu";
import { claimScanFolder } from "#plugins/processors/trivy/isolation/server/scan_folder.ts";
import { isRunning } from "#support/processes.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const { signal } = new AbortController();

test("each of several runs gets a scan folder of its own, and the next finds the first again", () =>
  inTempFolder(async (cacheDir) => {
    const options = { cacheDir, tempDir: "/tmp/run", signal };
    const folders = await Promise.all([1, 2, 3].map(() => claimScanFolder(options)));
    assert.deepEqual(
      folders.map(({ path }) => path).sort(),
      [0, 1, 2].map((number) => join(cacheDir, `server-${number}`)),
    );
    await Promise.all(folders.map((claimed) => claimed.release()));
    const again = await claimScanFolder(options);
    assert.equal(again.path, join(cacheDir, "server-0"));
    await again.release();
    assert.deepEqual((await readdir(cacheDir)).sort(), ["server-0", "server-1", "server-2"]);
  }));

test("a run that was killed leaves its scan folder free at once, and nothing running", () =>
  inTempFolder(async (cacheDir) => {
    const tempDir = join(cacheDir, "hullscan-trivy-1");
    const script = join(import.meta.dirname, "../../support/hold_scan_folder.ts");
    const child = spawn(process.execPath, ["--import", "tsx", script, cacheDir, tempDir], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = await once(child.stdout, "data");
    const orphan = Number(String(line));
    assert.ok(await isRunning(orphan));
    const held = await claimScanFolder({ cacheDir, tempDir: "/tmp/other", signal });
    assert.equal(held.path, join(cacheDir, "server-1"));
    assert.ok(await isRunning(orphan), "what a living run has started must be left alone");
    await held.release();
    child.kill("SIGKILL");
    await once(child, "close");
    const claimed = await claimScanFolder({ cacheDir, tempDir: "/tmp/other", signal });
    assert.equal(claimed.path, join(cacheDir, "server-0"));
    assert.equal(await isRunning(orphan), false);
    await claimed.release();
  }));

test("where the cache folder cannot be made, the scan folder is a temporary folder", () =>
  inTempFolder(async (folder) => {
    await writeFile(join(folder, "file"), "");
    const tempDir = join(folder, "tmp");
    const claimed = await claimScanFolder({ cacheDir: join(folder, "file", "cache"), tempDir, signal });
    assert.equal(claimed.path, join(tempDir, "scan"));
    await claimed.release();
  }));

test.run();
