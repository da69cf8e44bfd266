import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { findScanCaches } from "#plugins/processors/trivy/databases/scan_cache.ts";
import { inTempFolder } from "#support/temp_folder.ts";

test("the scan caches of all scan folders are found", () =>
  inTempFolder(async (cacheDir) => {
    for (const name of ["server-0", "server-1", "server-1.lock", "db"]) await mkdir(join(cacheDir, name));
    assert.deepEqual(
      await findScanCaches(cacheDir),
      ["fanal", "server-0/fanal", "server-1/fanal"].map((path) => join(cacheDir, path)),
    );
  }));

test.run();
