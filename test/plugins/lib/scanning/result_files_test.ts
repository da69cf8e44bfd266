import assert from "node:assert/strict";
import { readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { fakeScan } from "#core/testing/mod.ts";
import { createResultFiles } from "#plugins/lib/scanning/result_files.ts";
import type { ScanResult } from "#plugins/lib/scanning/shared_scans.ts";
import { makeVulnerability } from "#support/outcomes.ts";
import { inTempFolder } from "#support/temp_folder.ts";

function resultOf(image: string): ScanResult {
  const facts = { reference: image, source: "registry" };
  return { image: facts, findings: [makeVulnerability({ title: "ü\u2028" })], scan: fakeScan() };
}

test("results come back as they were, from files that only this user may read", async () => {
  await inTempFolder(async (root) => {
    const folder = join(root, "results");
    const store = createResultFiles({ folder });
    assert.equal(await store.load("a"), undefined);
    await store.save("a", resultOf("a"));
    await store.save("b", resultOf("b"));
    assert.deepEqual(await store.load("a"), resultOf("a"));
    assert.deepEqual(await store.load("b"), resultOf("b"));
    const [file = ""] = await readdir(folder);
    assert.equal((await stat(join(folder, file))).mode & 0o777, 0o600);
  });
});

test("a result that is kept anew replaces the old one", async () => {
  await inTempFolder(async (folder) => {
    const store = createResultFiles({ folder });
    await store.save("a", resultOf("old"));
    await store.save("a", resultOf("new"));
    assert.deepEqual(await store.load("a"), resultOf("new"));
    assert.equal((await readdir(folder)).length, 1);
  });
});

test("where there is no more room, those go that were not used for the longest time", async () => {
  await inTempFolder(async (folder) => {
    const store = createResultFiles({ folder, maxBytes: 3 * 4096 });
    for (const key of ["a", "b", "c"]) await store.save(key, resultOf(key));
    await store.load("a");
    await store.save("d", resultOf("d"));
    assert.equal((await readdir(folder)).length, 3);
    assert.equal(await store.load("b"), undefined);
    for (const key of ["a", "c", "d"]) assert.deepEqual(await store.load(key), resultOf(key));
  });
});

test("a file that was damaged or removed is no result, and a folder that cannot be made no failure", async () => {
  await inTempFolder(async (root) => {
    const folder = join(root, "results");
    const store = createResultFiles({ folder });
    for (const damage of [(path: string) => writeFile(path, "{}"), (path: string) => rm(path)]) {
      await store.save("a", resultOf("a"));
      const [file = ""] = await readdir(folder);
      await damage(join(folder, file));
      assert.equal(await store.load("a"), undefined);
    }
    await writeFile(join(root, "file"), "");
    const nowhere = createResultFiles({ folder: join(root, "file/results") });
    await nowhere.save("a", resultOf("a"));
    assert.equal(await nowhere.load("a"), undefined);
  });
});

test.run();
