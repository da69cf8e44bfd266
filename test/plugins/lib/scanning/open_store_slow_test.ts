import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, mkdir, readdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { test } from "uvu";
import { openStore, type StoreOptions } from "#plugins/lib/scanning/open_store.ts";
import { testWith } from "#support/needs.ts";
import { catchScanError } from "#support/scan_error.ts";
import { mountSmallDisk } from "#support/small_disk.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const DAY_MS = 86_400_000;
const NEVER = new AbortController().signal;

function openWith(folder: string, options: Partial<StoreOptions> = {}) {
  const warnings: string[] = [];
  const log = { warn: (message: string) => void warnings.push(message), debug: () => {} };
  const store = openStore({ folder, maxAgeMs: 30 * DAY_MS, maxBytes: 1_000_000, log, ...options });
  return { store, warnings };
}

async function listFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

function listContent(folder: string): Promise<readonly string[]> {
  return listFiles(join(folder, "content-v2"));
}

test("what is kept comes back, from files that only this user may read", async () => {
  await inTempFolder(async (root) => {
    const folder = join(root, "cache/results");
    const { store, warnings } = openWith(folder);
    assert.equal(await store.load("a"), undefined);
    await store.save("a", Buffer.from([0, 255, 1]));
    await store.save("b", "text");
    const kept = await openWith(folder).store.load("a");
    assert.deepEqual(kept?.bytes, Buffer.from([0, 255, 1]));
    assert.ok(Math.abs((kept?.savedAt.getTime() ?? 0) - Date.now()) < DAY_MS);
    assert.equal((await store.load("b"))?.bytes.toString(), "text");
    assert.equal((await stat(folder)).mode & 0o777, 0o700);
    for (const path of await listContent(folder)) assert.equal((await stat(path)).mode & 0o777, 0o600);
    assert.deepEqual(warnings, []);
  });
});

test("what others could have put there is not used, and nothing is kept there", async () => {
  await inTempFolder(async (root) => {
    const [cache, folder] = [join(root, "cache"), join(root, "cache/results")];
    await openWith(folder).store.save("a", "clean");
    for (const [path, mode, reason] of [
      [folder, 0o770, "others may write to it"],
      [folder, 0o707, "others may write to it"],
      [cache, 0o777, "everybody may replace it"],
    ] as const) {
      const before = (await stat(path)).mode & 0o7777;
      await chmod(path, mode);
      const { store, warnings } = openWith(folder);
      assert.equal(await store.load("a"), undefined);
      await store.save("b", "secret");
      assert.deepEqual(warnings, [
        `Results cannot be kept in "${folder}": ${reason}. The next run scans these images again`,
      ]);
      await chmod(path, before);
    }
    const { store } = openWith(folder);
    assert.equal(await store.load("b"), undefined);
    assert.equal((await store.load("a"))?.bytes.toString(), "clean");
    await chmod(cache, 0o1777);
    assert.equal((await store.load("a"))?.bytes.toString(), "clean", "as in /tmp, nobody else may replace it");
  });
});

testWith(test, ["root"], "a folder of another user is not used", async () => {
  await inTempFolder(async (root) => {
    const folder = join(root, "results");
    await openWith(folder).store.save("a", "clean");
    await chown(folder, 12_345, 12_345);
    const { store, warnings } = openWith(folder);
    assert.equal(await store.load("a"), undefined);
    await store.save("a", "again");
    assert.match(warnings.join(), /cannot be kept in ".*": it belongs to another user \(uid 12345\)/);
  });
});

test("a damaged thing is told, is not used, and makes room for a new one of the same content", async () => {
  await inTempFolder(async (folder) => {
    const { store, warnings } = openWith(folder);
    for (const damage of [Buffer.from("thinG"), Buffer.from("thin"), Buffer.alloc(0)]) {
      await store.save("a", "thing");
      const [path = ""] = await listContent(folder);
      await writeFile(path, damage);
      assert.equal(await store.load("a"), undefined);
      assert.match(warnings.pop() ?? "", /A result kept in ".*" is damaged and not used/);
      await store.save("a", "thing");
      assert.equal((await store.load("a"))?.bytes.toString(), "thing");
    }
  });
});

test("a damaged index loses what it names, and no more", async () => {
  await inTempFolder(async (folder) => {
    const { store } = openWith(folder);
    for (const key of ["a", "b"]) await store.save(key, key);
    const [path = ""] = await listFiles(join(folder, "index-v5"));
    await writeFile(path, (await readFile(path, "utf8")).replace("sha512", "sha5"));
    const loaded = await Promise.all(["a", "b"].map((key) => store.load(key)));
    assert.equal(loaded.filter((kept) => kept === undefined).length, 1);
  });
});

test("what is too old is not used, and is removed", async () => {
  await inTempFolder(async (folder) => {
    const { store } = openWith(folder);
    await store.save("old", "old");
    const later = openWith(folder, { now: () => Date.now() + 31 * DAY_MS });
    assert.equal(await later.store.load("old"), undefined);
    assert.equal(await store.load("old", -1), undefined);
    assert.ok(await store.load("old", DAY_MS));
    // Its own time is the system's, so both are old by this clock.
    await later.store.save("new", "new");
    await later.store.close(NEVER);
    assert.deepEqual(await listContent(folder), []);
  });
});

test("where there is too much, the oldest goes; it is looked for once a day, or after much was added", async () => {
  await inTempFolder(async (folder) => {
    const { store } = openWith(folder, { maxBytes: 250_000 });
    const keys = ["a", "b", "c", "d"];
    // Each in a millisecond of its own.
    for (const key of keys) await store.save(key, Buffer.alloc(100_000, key));
    await store.close(NEVER);
    const left = await Promise.all(keys.map(async (key) => (await store.load(key)) !== undefined));
    assert.deepEqual(left, [false, false, true, true]);
    assert.equal((await listContent(folder)).length, 2);
    assert.equal((await listFiles(join(folder, "index-v5"))).length, 2);

    const next = openWith(folder, { maxBytes: 150_000 });
    await next.store.save("e", "little");
    await next.store.close(NEVER);
    assert.ok(await next.store.load("c"));
    const tomorrow = openWith(folder, { maxBytes: 150_000, now: () => Date.now() + 2 * DAY_MS });
    await tomorrow.store.save("f", "little");
    await tomorrow.store.close(NEVER);
    assert.equal(await next.store.load("c"), undefined);
    assert.ok(await next.store.load("d"));
  });
});

test("a folder that cannot be made is one warning, and nothing is lost but what would be kept", async () => {
  await inTempFolder(async (root) => {
    await writeFile(join(root, "file"), "");
    const { store, warnings } = openWith(join(root, "file/results"));
    await store.save("a", "a");
    await store.save("b", "b");
    await store.close(NEVER);
    assert.equal(await store.load("a"), undefined);
    assert.equal(warnings.length, 1);
    assert.match(
      warnings[0] ?? "",
      /^Results cannot be kept in ".*file\/results": .*The next run scans these images again$/,
    );
  });
});

testWith(
  test,
  ["tmpfs"],
  "a full disk is one warning, and an error at the end; what was kept before still is",
  async () => {
    const disk = mountSmallDisk(256);
    try {
      const { store, warnings } = openWith(join(disk.folder, "results"));
      await store.save("a", "small");
      await store.save("b", Buffer.alloc(400_000, "b"));
      await store.save("c", Buffer.alloc(400_000, "c"));
      assert.equal((await store.load("a"))?.bytes.toString(), "small");
      assert.equal(await store.load("b"), undefined);
      assert.equal(warnings.length, 1, warnings.join("\n"));
      assert.match(warnings[0] ?? "", /no space left\. The next run/);
      const error = await catchScanError(() => store.close(NEVER));
      assert.equal(error.code, "CACHE_FULL");
      assert.match(error.message, /results": no space left$/);
    } finally {
      disk.close();
    }
  },
);

test("a writer that is killed leaves nothing that is taken for a thing that was kept", async () => {
  await inTempFolder(async (root) => {
    const folder = join(root, "results");
    const { store, warnings } = openWith(folder);
    const script = join(import.meta.dirname, "fixtures/save_forever.ts");
    let next = 0;
    for (let kills = 0; kills < 3; kills += 1) {
      const args = ["--import", "tsx", script, folder, String(next)];
      const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
      const ended = once(child, "exit");
      for await (const line of createInterface({ input: child.stdout })) {
        // In the middle of the third one, wherever that is.
        if (Number(line) === next + 2) child.kill("SIGKILL");
        if (Number(line) >= next + 2) break;
      }
      await ended;
      next += 3;
    }
    for (let number = 0; number < next; number += 1) {
      const kept = await store.load(`key ${number}`);
      if (number % 3 < 2) assert.ok(kept, String(number));
      if (kept) assert.deepEqual(kept.bytes, Buffer.alloc(200_000, `${number} `));
    }
    assert.deepEqual(warnings, []);
  });
});

test("what writers that were killed have left is removed a day later", async () => {
  await inTempFolder(async (folder) => {
    const { store } = openWith(folder, { maxBytes: 10_000 });
    const [left, fresh] = [join(folder, "tmp/left"), join(folder, "tmp/fresh")];
    const orphan = join(folder, "content-v2/sha512/aa/bb/cc");
    await store.save("a", "a");
    for (const path of [left, fresh, orphan]) {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, "half");
    }
    const past = new Date(Date.now() - 2 * DAY_MS);
    for (const path of [left, orphan]) await utimes(path, past, past);
    await store.save("b", "b".repeat(1001));
    await store.close(NEVER);
    const files = await listFiles(folder);
    assert.deepEqual(
      [left, orphan, fresh].map((path) => files.includes(path)),
      [false, false, true],
    );
    assert.ok(await store.load("b"));
  });
});

test.run();
