import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "uvu";
import { openStore } from "#plugins/lib/scanning/open_store.ts";
import { createKnownDatabases } from "#plugins/processors/trivy/scan/known_databases.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const openIn = (folder: string) =>
  openStore({ folder: join(folder, "results"), maxAgeMs: 1e9, maxBytes: 1e9, log: { warn() {}, debug() {} } });

test("the databases of kept results are remembered, the newest first, each once", () =>
  inTempFolder(async (folder) => {
    const store = openIn(folder);
    assert.deepEqual(await createKnownDatabases(store).load(), []);
    for (const databases of [
      ["a", ""],
      ["b", ""],
      ["b", "java"],
      ["a", ""],
    ]) {
      await createKnownDatabases(store).add(databases);
    }
    const last = createKnownDatabases(openIn(folder));
    assert.deepEqual(await last.load(), [
      ["a", ""],
      ["b", "java"],
      ["b", ""],
    ]);
    for (let count = 0; count < 320; count += 1) await last.add([String(count), ""]);
    assert.deepEqual([(await last.load()).length, (await last.load())[0]], [300, ["319", ""]]);
  }));

test("a run writes once for each of them, and what is no such list counts as none", () =>
  inTempFolder(async (folder) => {
    const store = openIn(folder);
    let writes = 0;
    const counting = {
      load: store.load,
      save(key: string, bytes: Buffer | string) {
        writes += 1;
        return store.save(key, bytes);
      },
    };
    const known = createKnownDatabases(counting);
    for (const name of ["a", "a", "b", "a"]) await known.add([name, ""]);
    assert.equal(writes, 2);
    for (const key of await store.keys("databases")) await store.save(key, '{"no":"list"}');
    assert.deepEqual(await known.load(), []);
  }));

test.run();
