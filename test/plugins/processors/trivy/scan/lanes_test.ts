import assert from "node:assert/strict";
import { mkdir, readdir, readFile, realpath, utimes } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { capabilitiesOfVersion } from "../../../../../plugins/processors/trivy/binary/capabilities.ts";
import { chooseIsolation } from "../../../../../plugins/processors/trivy/scan/choose_lanes.ts";
import { isolatedLanes, removeOldLanes, sharedLanes } from "../../../../../plugins/processors/trivy/scan/lanes.ts";
import { catchScanError } from "../../../../support/scan_error.ts";
import { inTempFolder } from "../../../../support/temp_folder.ts";
import { writeDb, writeJavaDb } from "../support/db_files.ts";

test("isolated lanes give each scan at the same time a folder of its own, and use it again after", () =>
  inTempFolder(async (cacheDir) => {
    await writeDb(cacheDir);
    const lanes = isolatedLanes({ cacheDir, runId: "run" });
    const [first, second] = await Promise.all([
      lanes.use((one) => lanes.use(async (two) => [one, two])),
      lanes.use(async (three) => [three]),
    ]);
    assert.equal(new Set([...first, ...second]).size, 3);
    const again = await lanes.use(async (lane) => lane);
    assert.ok([...first, ...second].includes(again));
    await lanes.dispose();
    assert.deepEqual(await readdir(cacheDir), ["db"]);
  }));

test("an isolated lane holds a copy of the vulnerability database and sees the Java database, also when that comes later", () =>
  inTempFolder(async (cacheDir) => {
    await writeDb(cacheDir);
    const lanes = isolatedLanes({ cacheDir, runId: "run" });
    await lanes.use(async (lane) => {
      assert.deepEqual(await readFile(join(lane, "db", "trivy.db")), await readFile(join(cacheDir, "db", "trivy.db")));
      await writeJavaDb(cacheDir);
      assert.equal(await realpath(join(lane, "java-db")), await realpath(join(cacheDir, "java-db")));
    });
    await lanes.dispose();
    assert.deepEqual((await readdir(cacheDir)).sort(), ["db", "java-db"]);
    assert.equal((await readdir(join(cacheDir, "java-db"))).length, 2);
  }));

test("a lane goes back to the pool when its scan fails", () =>
  inTempFolder(async (cacheDir) => {
    await writeDb(cacheDir);
    const lanes = isolatedLanes({ cacheDir, runId: "run" });
    const names: string[] = [];
    for (let time = 0; time < 3; time++) {
      const failing = lanes.use((lane) => Promise.reject(new Error(lane)));
      await failing.catch((error: Error) => names.push(error.message));
    }
    assert.equal(names.length, 3);
    assert.equal(new Set(names).size, 1);
    await lanes.dispose();
  }));

test("a shared lane is the cache folder itself and stays", () =>
  inTempFolder(async (cacheDir) => {
    const lanes = sharedLanes(cacheDir);
    assert.equal(await lanes.use(async (lane) => lane), cacheDir);
    await lanes.dispose();
    assert.deepEqual(await readdir(cacheDir), []);
  }));

test("lanes of runs that were killed are removed after a day, and those in use are not", () =>
  inTempFolder(async (cacheDir) => {
    const twoDaysAgo = new Date(Date.now() - 2 * 86_400_000);
    for (const name of [".lanes-old", ".lanes-new", "db"]) await mkdir(join(cacheDir, name));
    for (const name of [".lanes-old", "db"]) await utimes(join(cacheDir, name), twoDaysAgo, twoDaysAgo);
    await removeOldLanes(cacheDir);
    assert.deepEqual((await readdir(cacheDir)).sort(), [".lanes-new", "db"]);
  }));

test("scans share a folder only with a Trivy that can", async () => {
  assert.equal(chooseIsolation("auto", capabilitiesOfVersion("0.68.0")), "memory");
  assert.equal(chooseIsolation("auto", capabilitiesOfVersion("0.67.2")), "isolated");
  assert.equal(chooseIsolation("isolated", capabilitiesOfVersion("0.70.0")), "isolated");
  const error = await catchScanError(() => chooseIsolation("memory", capabilitiesOfVersion("0.67.2")));
  assert.equal(error.code, "TRIVY_PARALLEL");
});

test.run();
