import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { test } from "uvu";
import { sharedLanes } from "#plugins/processors/trivy/isolation/lanes.ts";
import { inTempFolder } from "#support/temp_folder.ts";

test("a shared lane is the cache folder itself and stays", () =>
  inTempFolder(async (cacheDir) => {
    const lanes = sharedLanes(cacheDir);
    assert.equal(await lanes.use(async (lane) => lane.cacheDir), cacheDir);
    await lanes.dispose();
    assert.deepEqual(await readdir(cacheDir), []);
  }));

test.run();
