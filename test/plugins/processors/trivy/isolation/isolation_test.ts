import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { test } from "uvu";
import { memoryIsolation } from "#plugins/processors/trivy/isolation/isolation.ts";
import { inTempFolder } from "#support/temp_folder.ts";

test("a shared slot is the cache folder itself and stays", () =>
  inTempFolder(async (cacheDir) => {
    const isolation = memoryIsolation(cacheDir);
    assert.equal(await isolation.use(async (slot) => slot.cacheDir), cacheDir);
    await isolation.dispose();
    assert.deepEqual(await readdir(cacheDir), []);
  }));

test.run();
