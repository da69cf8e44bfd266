import assert from "node:assert/strict";
import { readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import { openAppendFile } from "#core/services/mod.ts";
import { testWith } from "#support/needs.ts";
import { mountSmallDisk } from "#support/small_disk.ts";
import { assertRejects, makeTempDir } from "../_support.ts";

test("openAppendFile() keeps the order of the calls, whoever waits, in a file for its owner only", async () => {
  const path = join(makeTempDir(), "log");
  const file = await openAppendFile(path);
  const lines = Array.from({ length: 200 }, (_, index) => `line ${index} ü\n`);
  const [first, ...rest] = lines;
  await file.append(Buffer.from(first ?? ""));
  assert.equal(readFileSync(path, "utf8"), first);
  await Promise.all(rest.map((line) => file.append(Buffer.from(line))));
  assert.equal(readFileSync(path, "utf8"), lines.join(""));
  await file.close();
  assert.equal(statSync(path).mode & 0o777, 0o600);
});

test("close() waits for what is being written", async () => {
  const path = join(makeTempDir(), "log");
  const file = await openAppendFile(path);
  const written = file.append(Buffer.from("the last words\n"));
  await file.close();
  await written;
  assert.equal(readFileSync(path, "utf8"), "the last words\n");
});

test("openAppendFile() goes on at a position, drops what stands after it, and never takes an existing file for new", async () => {
  const path = join(makeTempDir(), "log");
  writeFileSync(path, "good\nhalf a li");
  await assertRejects(openAppendFile(path), "FILE_WRITE", `Cannot write "${path}": there is a file of that name`);
  const file = await openAppendFile(path, { from: 5 });
  await file.append(Buffer.from("more\n"));
  await file.close();
  assert.equal(readFileSync(path, "utf8"), "good\nmore\n");
});

test("touch() makes the file's time now", async () => {
  const path = join(makeTempDir(), "log");
  const file = await openAppendFile(path);
  utimesSync(path, 1, 1);
  await file.touch();
  await file.close();
  assert.ok(statSync(path).mtimeMs > 1_000_000);
});

testWith(test, ["tmpfs"], "a full disk fails this and every later call, and leaves the last whole one", async () => {
  const disk = mountSmallDisk(64);
  try {
    const path = join(disk.folder, "log");
    const file = await openAppendFile(path);
    await file.append(Buffer.from("good\n"));
    const message = `Cannot write "${path}": no space left`;
    await assertRejects(file.append(Buffer.from(`${"x".repeat(100_000)}\n`)), "FILE_WRITE", message);
    await assertRejects(file.append(Buffer.from("more\n")), "FILE_WRITE", message);
    await file.close();
    assert.equal(readFileSync(path, "utf8"), "good\n");
  } finally {
    disk.close();
  }
});

test.run();
