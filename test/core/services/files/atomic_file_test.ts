import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { test } from "uvu";
import { placeNumbered } from "#core/services/files/_place_file.ts";
import { createExec, openAtomicFile, writeAtomic } from "#core/services/mod.ts";
import { testWith } from "#support/needs.ts";
import { mountSmallDisk } from "#support/small_disk.ts";
import { assertRejects, fixture, makeTempDir } from "../_support.ts";

test("an atomic file appears under its name when it is committed, not before", async () => {
  const dir = makeTempDir();
  const file = await openAtomicFile(relative(process.cwd(), join(dir, "report.json")));
  await file.write("[");
  await file.write(Buffer.from("1]"));
  assert.deepEqual(
    readdirSync(dir).map((name) => /^\.report\.json\..+\.tmp$/.test(name)),
    [true],
  );
  assert.equal(await file.commit({ ifTaken: "replace" }), join(dir, "report.json"));
  await file.discard();
  assert.deepEqual(readdirSync(dir), ["report.json"]);
  assert.equal(readFileSync(join(dir, "report.json"), "utf8"), "[1]");
});

test("write() keeps the order of calls that were not awaited, and copies what it is given", async () => {
  const path = join(makeTempDir(), "file");
  const file = await openAtomicFile(path);
  const chunk = Buffer.alloc(1000);
  const writes = Array.from({ length: 300 }, (_, index) => file.write(chunk.fill(index)));
  await file.commit({ ifTaken: "replace" });
  await Promise.all(writes);
  const expected = Buffer.concat(Array.from({ length: 300 }, (_, index) => Buffer.alloc(1000, index)));
  assert.ok(readFileSync(path).equals(expected));
});

test("write() brings large content to the disk as it comes", async () => {
  const dir = makeTempDir();
  const file = await openAtomicFile(join(dir, "file"));
  await file.write("x".repeat(100_000));
  const [temporary = ""] = readdirSync(dir);
  assert.equal(statSync(join(dir, temporary)).size, 100_000);
  await file.discard();
});

test("a discarded file leaves nothing, and what was there before stays", async () => {
  const dir = makeTempDir();
  const path = join(dir, "file");
  writeFileSync(path, "before");
  const file = await openAtomicFile(path);
  await file.write("after");
  await file.discard();
  await file.discard();
  assert.deepEqual(readdirSync(dir), ["file"]);
  assert.equal(readFileSync(path, "utf8"), "before");
  await assert.rejects(file.write("more"), TypeError);
  await assert.rejects(file.commit({ ifTaken: "replace" }), TypeError);
});

test("commit() replaces the file or takes the next number", async () => {
  const dir = makeTempDir();
  async function commit(name: string, ifTaken: "replace" | "number"): Promise<string> {
    const file = await openAtomicFile(join(dir, name));
    await file.write(`${name} ${ifTaken}`);
    return relative(dir, await file.commit({ ifTaken }));
  }
  assert.equal(await commit("a.b.json", "number"), "a.b.json");
  assert.equal(await commit("a.b.json", "replace"), "a.b.json");
  assert.equal(await commit("a.b.json", "number"), "a.b_2.json");
  assert.equal(await commit("a.b.json", "number"), "a.b_3.json");
  symlinkSync("/nowhere", join(dir, "link"));
  assert.equal(await commit("link", "number"), "link_2");
  assert.equal(readFileSync(join(dir, "a.b.json"), "utf8"), "a.b.json replace");
  assert.equal(await commit("x".repeat(255), "replace"), "x".repeat(255));
  assert.deepEqual(
    readdirSync(dir).filter((name) => name.endsWith(".tmp")),
    [],
  );
});

test("commit() never overwrites a file of another process that takes the same name", async () => {
  const path = join(makeTempDir(), "report.json");
  const { exec } = createExec();
  const args = ["--import", "tsx", fixture("commit_numbered.ts"), path, "20"];
  const results = await Promise.all(["a", "b", "c", "d"].map((who) => exec(process.execPath, [...args, who])));
  const paths = Object.entries<string>(Object.assign({}, ...results.map(({ stdout }) => JSON.parse(stdout))));
  assert.equal(new Set(paths.map(([, got]) => got)).size, 80);
  for (const [content, got] of paths) assert.equal(readFileSync(got, "utf8"), content);
});

test("commit() takes free names only, also where there are no hard links", async () => {
  const dir = makeTempDir();
  const noLinks = () => Promise.reject(Object.assign(new Error("no links"), { code: "EPERM" }));
  const sources = Array.from({ length: 10 }, (_, index) => join(dir, `.${index}`));
  for (const source of sources) writeFileSync(source, source);
  const paths = await Promise.all(sources.map((source) => placeNumbered(source, join(dir, "x.y"), noLinks)));
  assert.equal(new Set(paths).size, 10);
  for (const [index, path] of paths.entries()) assert.equal(readFileSync(path, "utf8"), sources[index]);
  assert.equal(readdirSync(dir).length, 10);
  await assert.rejects(placeNumbered(join(dir, "gone"), join(dir, "z"), noLinks), { code: "ENOENT" });
  assert.equal(readdirSync(dir).length, 10);
});

test("an atomic file is for its owner only, whatever the umask", async () => {
  const dir = makeTempDir();
  for (const umask of [0o000, 0o022, 0o777]) {
    const before = process.umask(umask);
    try {
      assert.equal(statSync(await writeAtomic(join(dir, "file"), "x")).mode & 0o777, 0o600);
      const file = await openAtomicFile(join(dir, "file"), { mode: 0o644 });
      assert.equal(statSync(await file.commit({ ifTaken: "replace" })).mode & 0o777, 0o644);
    } finally {
      process.umask(before);
    }
  }
});

test("what cannot be written is told by the final path and in words", async () => {
  const dir = makeTempDir();
  writeFileSync(join(dir, "file"), "");
  mkdirSync(join(dir, "folder"));
  const expectations = [
    [join(dir, "missing", "x"), "no such folder"],
    [join(dir, "file", "x"), "not a folder"],
    [join(dir, "folder"), "it is a folder"],
    ["/proc/x", "no such folder"],
  ] as const;
  for (const [path, reason] of expectations) {
    await assertRejects(writeAtomic(path, "x"), "FILE_WRITE", `Cannot write "${path}": ${reason}`);
  }
  assert.deepEqual(readdirSync(dir), ["file", "folder"]);
});

testWith(test, ["tmpfs"], "a full disk leaves the earlier file, and the temporary one is gone", async () => {
  const disk = mountSmallDisk(64);
  try {
    const path = await writeAtomic(join(disk.folder, "report.json"), "before");
    const file = await openAtomicFile(path);
    const message = `Cannot write "${path}": no space left`;
    await assertRejects(file.write("x".repeat(100_000)), "FILE_WRITE", message);
    await assertRejects(file.write("more"), "FILE_WRITE", message);
    await assertRejects(file.commit({ ifTaken: "replace" }), "FILE_WRITE", message);
    await file.discard();
    assert.deepEqual(readdirSync(disk.folder), ["report.json"]);
    assert.equal(readFileSync(path, "utf8"), "before");
  } finally {
    disk.close();
  }
});

test.run();
