import assert from "node:assert/strict";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { loadGeneration, removeScanCaches } from "#plugins/processors/trivy/databases/scan_cache.ts";
import { catchScanError } from "#support/scan_error.ts";
import { inTempFolder } from "#support/temp_folder.ts";

test("the scan caches of all scan folders are removed, and nothing else", () =>
  inTempFolder(async (cacheDir) => {
    for (const name of ["fanal", "server-0/fanal", "server-0/db", "server-1/fanal", "server-1.lock", "db/fanal"]) {
      await mkdir(join(cacheDir, name), { recursive: true });
    }
    await removeScanCaches(cacheDir);
    const left = await readdir(cacheDir, { recursive: true });
    assert.deepEqual(left.sort(), [
      "db",
      "db/fanal",
      "generation",
      "server-0",
      "server-0/db",
      "server-1",
      "server-1.lock",
    ]);
  }));

test("the generation is another one after each removal", () =>
  inTempFolder(async (cacheDir) => {
    const seen = [await loadGeneration(cacheDir)];
    for (const _ of [1, 2]) {
      await removeScanCaches(cacheDir);
      seen.push(await loadGeneration(cacheDir));
    }
    assert.equal(seen[0], "");
    assert.equal(new Set(seen).size, 3);
  }));

test("a generation that cannot be read is none, and one that cannot be written is an error", () =>
  inTempFolder(async (cacheDir) => {
    await mkdir(join(cacheDir, "generation"));
    assert.equal(await loadGeneration(cacheDir), undefined);
    assert.equal((await catchScanError(() => removeScanCaches(cacheDir))).code, "FILE_WRITE");
    assert.deepEqual(await readdir(cacheDir), ["generation"], "nothing is left of the try");
    await writeFile(join(cacheDir, "file"), "");
    assert.equal(await loadGeneration(join(cacheDir, "file")), undefined);
  }));

test("an empty generation is not the one of the beginning: nothing is trusted", () =>
  inTempFolder(async (cacheDir) => {
    await writeFile(join(cacheDir, "generation"), "");
    assert.equal(await loadGeneration(cacheDir), undefined);
  }));

test.run();
