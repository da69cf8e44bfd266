import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import { checkCacheDir } from "#plugins/processors/trivy/databases/check_cache_dir.ts";
import { catchScanError } from "#support/scan_error.ts";
import { inTempFolder } from "#support/temp_folder.ts";

test("checkCacheDir() accepts a folder that is there or can be made, and makes none", () =>
  inTempFolder(async (folder) => {
    await checkCacheDir(folder);
    await checkCacheDir(join(folder, "a/b"));
    assert.ok(!existsSync(join(folder, "a")));
  }));

test("checkCacheDir() names the folder and the reason where the databases cannot be put", () =>
  inTempFolder(async (folder) => {
    writeFileSync(join(folder, "file"), "");
    for (const path of [join(folder, "file"), join(folder, "file/cache")]) {
      const error = await catchScanError(() => checkCacheDir(path));
      assert.deepEqual([error.code, error.usage], ["TRIVY_CACHE_UNWRITABLE", true]);
      assert.equal(error.message, `Cannot store Trivy's databases in "${path}": not a folder`);
    }
  }));

test.run();
