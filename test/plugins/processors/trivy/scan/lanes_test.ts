import assert from "node:assert/strict";
import { mkdir, readdir, readFile, realpath, utimes } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { capabilitiesOfVersion } from "../../../../../plugins/processors/trivy/binary/capabilities.ts";
import { isolatedLanes, removeOldLanes, sharedLanes } from "../../../../../plugins/processors/trivy/scan/lanes.ts";
import { inTempFolder } from "../../../../support/temp_folder.ts";
import { writeDb, writeJavaDb } from "../support/db_files.ts";

const NEW = capabilitiesOfVersion("0.70.0");
const isSound = async () => true;

test("isolated lanes give each scan at the same time a folder of its own, and use it again after", () =>
  inTempFolder(async (cacheDir) => {
    await writeDb(cacheDir);
    const lanes = isolatedLanes({ cacheDir, runId: "run", capabilities: NEW, isSound });
    const used = await lanes.use(async ({ cacheDir: one }) => {
      const others = [1, 2].map(() => lanes.use((two) => lanes.use(async (three) => [two.cacheDir, three.cacheDir])));
      return [one, ...(await Promise.all(others)).flat()];
    });
    assert.equal(used.filter((path) => path === used[0]).length, 1);
    for (const at of [1, 3]) assert.notEqual(used[at], used[at + 1]);
    const again = await lanes.use(async (lane) => lane.cacheDir);
    assert.ok(used.includes(again));
    await lanes.dispose();
    assert.deepEqual(await readdir(cacheDir), ["db"]);
  }));

test("an isolated lane holds a copy of the vulnerability database and sees the Java database, also when that comes later", () =>
  inTempFolder(async (cacheDir) => {
    await writeDb(cacheDir);
    const lanes = isolatedLanes({ cacheDir, runId: "run", capabilities: NEW, isSound });
    await lanes.use(async ({ cacheDir: lane }) => {
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
    const lanes = isolatedLanes({ cacheDir, runId: "run", capabilities: NEW, isSound });
    const names: string[] = [];
    for (let time = 0; time < 3; time++) {
      const failing = lanes.use((lane) => Promise.reject(new Error(lane.cacheDir)));
      await failing.catch((error: Error) => names.push(error.message));
    }
    assert.equal(names.length, 3);
    assert.equal(new Set(names).size, 1);
    await lanes.dispose();
  }));

test("a shared lane is the cache folder itself and stays", () =>
  inTempFolder(async (cacheDir) => {
    const lanes = sharedLanes(cacheDir);
    assert.equal(await lanes.use(async (lane) => lane.cacheDir), cacheDir);
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

test("after a repair the next scan gets a new copy of the database", () =>
  inTempFolder(async (cacheDir) => {
    await writeDb(cacheDir);
    const lanes = isolatedLanes({ cacheDir, runId: "run", capabilities: NEW, isSound });
    const old = await lanes.use(async (lane) => lane.cacheDir);
    await lanes.renew();
    assert.notEqual(await lanes.use(async (lane) => lane.cacheDir), old);
    await lanes.dispose();
  }));

test("only a Trivy that is too old for a cache in memory is given none", () =>
  inTempFolder(async (cacheDir) => {
    await writeDb(cacheDir);
    for (const [version, args] of [
      ["0.53.0", ["--cache-backend", "memory"]],
      ["0.52.2", []],
    ] as const) {
      const lanes = isolatedLanes({ cacheDir, runId: version, capabilities: capabilitiesOfVersion(version), isSound });
      assert.deepEqual(await lanes.use(async (lane) => lane.args), args);
      await lanes.dispose();
    }
  }));

test.run();
