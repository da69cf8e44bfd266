import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { test } from "uvu";
import { sortWords, writeDirectList } from "#core/cli/direct_targets.ts";
import { catchScanError } from "#support/scan_error.ts";
import { inTempFolder } from "#support/temp_folder.ts";

test("a word is a pipeline where the config has one of that name, or nothing in it is an image's", () => {
  assert.deepEqual(sortWords(["remote", "nginx:1.27", "team/app", "-", "a:b", "nginx"], ["remote", "a:b"]), {
    pipelines: ["remote", "a:b", "nginx"],
    targets: ["nginx:1.27", "team/app", "-"],
  });
});

test("images, standard input, files and pipes become one list, for its user alone", async () => {
  await inTempFolder(async (folder) => {
    const [file, fifo] = [join(folder, "list.txt"), join(folder, "fifo")];
    await writeFile(file, "severity=2\nredis:7");
    execFileSync("mkfifo", [fifo]);
    const written = writeFile(fifo, "alpine:3\n");
    const list = await writeDirectList(["nginx:1.27", "-", file, fifo], Readable.from(["busybox:1"]));
    await written;
    assert.equal(await readFile(list.file, "utf8"), "nginx:1.27\nbusybox:1\nseverity=2\nredis:7\nalpine:3\n\n");
    assert.deepEqual([list.name, (await stat(list.file)).mode & 0o777], ["command line", 0o600]);
    await list.remove();
    await assert.rejects(stat(list.file));
    const [again, other] = await Promise.all(
      [
        ["a:1", "b:2"],
        ["b:2", "a:1"],
      ].map((images) => writeDirectList(images, Readable.from([]))),
    );
    const same = await writeDirectList(["a:1", "b:2"], Readable.from([]));
    assert.deepEqual([same.checksum === again?.checksum, same.checksum === other?.checksum], [true, false]);
    for (const one of [again, other, same]) await one?.remove();
    const fromStdin = await writeDirectList(["-"], Readable.from(["a:1"]));
    assert.equal(fromStdin.name, "stdin");
    await fromStdin.remove();
  });
});

test("a list that is not there, or is a folder, is named", async () => {
  for (const path of ["/nowhere/list.txt", "/"]) {
    const error = await catchScanError(() => writeDirectList([path], Readable.from([])));
    assert.equal(error.code, "USAGE");
    assert.ok(error.message.includes(`Cannot read the list "${path}"`), error.message);
  }
});

test.run();
