import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { removeScanCaches } from "#plugins/processors/trivy/databases/scan_cache.ts";
import { testWith } from "#support/needs.ts";
import { mountSmallDisk } from "#support/small_disk.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { DAY_MS, ID, IMAGE, openEntry, openIn, putBody, recordOf, scanned } from "../../support/inventory_bench.ts";

test("after a repair of the databases nothing is found that was kept before, or whose scan began before", () =>
  inTempFolder(async (folder) => {
    const { entry } = await openEntry(folder);
    await entry.save(scanned());
    const { entry: before } = await openEntry(folder, {}, recordOf(`sha256:${"c".repeat(64)}`));
    await removeScanCaches(folder);
    const { entry: after } = await openEntry(folder);
    assert.equal(await after.load(), undefined);
    assert.equal(await after.loadBlob("sha256:base"), undefined);
    await before.save(scanned());
    assert.equal(await before.load(), undefined, "it may have been found with the broken one");
    await after.save(scanned());
    assert.ok(await after.load());
    assert.ok(await after.loadBlob("sha256:base"));
  }));

test("the body of a layer that the server knew lives as long as the image that was scanned last", () =>
  inTempFolder(async (folder) => {
    const { entry: base } = await openEntry(folder);
    const realNow = Date.now;
    Date.now = () => realNow() - 20 * DAY_MS;
    try {
      await base.save(scanned());
    } finally {
      Date.now = realNow;
    }
    const days = (count: number) => ({ now: () => Date.now() + count * DAY_MS });
    const onTop = recordOf(`sha256:${"b".repeat(64)}`);
    const { entry } = await openEntry(folder, {}, onTop);
    assert.ok(await entry.loadBlob("sha256:base"));
    await entry.save(scanned({ layers: ["sha256:top"] }));
    const { entry: later } = await openEntry(folder, days(15), onTop);
    assert.ok(await later.load());
    for (const id of ID.layers) assert.ok(await later.loadBlob(id), id);
    const { entry: old } = await openEntry(folder, days(15));
    assert.equal(await old.load(), undefined);
  }));

test("what was changed on the disk is not used", () =>
  inTempFolder(async (folder) => {
    const { entry } = await openEntry(folder);
    await entry.save(scanned());
    const content = join(folder, "results", "content-v2");
    for (const file of await readdir(content, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      const path = join(file.parentPath, file.name);
      const bytes = await readFile(path);
      bytes[bytes.length - 9] = (bytes[bytes.length - 9] ?? 0) ^ 1;
      await writeFile(path, bytes);
    }
    const { entry: later, logs } = await openEntry(folder);
    assert.equal(await later.load(), undefined);
    for (const id of ID.layers) assert.equal(await later.loadBlob(id), undefined);
    assert.equal(logs.filter((line) => line.includes("is damaged and not used")).length, 3);
  }));

test("sound bytes that are no record of this format are not used", () =>
  inTempFolder(async (folder) => {
    const keys: string[] = [];
    const { store } = openIn(folder);
    const spying = {
      ...store,
      save(key: string, bytes: Buffer | string) {
        keys.push(key);
        return store.save(key, bytes);
      },
    };
    const { entry } = await openEntry(folder, { store: spying });
    await entry.save(scanned());
    for (const bytes of ["", "no gzip", Buffer.from("H4sIAAAAAAAAA6uuBQBDv6ajAgAAAA==", "base64")]) {
      for (const key of keys) await store.save(key, bytes);
      const { entry: later } = await openEntry(folder);
      assert.equal(await later.load(), undefined);
      if (bytes === "no gzip") assert.equal(await later.loadBlob("sha256:base"), undefined);
    }
  }));

test("several writers at once leave what each would have left", () =>
  inTempFolder(async (folder) => {
    const digests = Array.from({ length: 12 }, (_, index) => `sha256:${index.toString(16).repeat(64).slice(0, 64)}`);
    await Promise.all(
      [...digests, ...digests].map(async (digest) => {
        const { entry, logs } = await openEntry(folder, {}, recordOf(digest));
        await entry.save(scanned());
        assert.deepEqual(logs, []);
      }),
    );
    for (const digest of digests) {
      const { entry } = await openEntry(folder, {}, recordOf(digest));
      assert.deepEqual((await entry.load())?.asked, { target: recordOf().target, image: { ...IMAGE, digest } });
      for (const id of ID.layers) assert.deepEqual(await entry.loadBlob(id), putBody(id));
    }
  }));

testWith(test, ["tmpfs"], "a full disk costs what is kept, and nothing else", async () => {
  const disk = mountSmallDisk(64);
  try {
    const free = disk.fill();
    const { entry, logs } = await openEntry(disk.folder);
    await entry.save(scanned());
    assert.equal(await entry.load(), undefined);
    assert.match(logs[0] ?? "", /cannot be kept/);
    free();
    const { entry: later } = await openEntry(disk.folder);
    await later.save(scanned());
    assert.ok(await later.load());
  } finally {
    disk.close();
  }
});

test.run();
