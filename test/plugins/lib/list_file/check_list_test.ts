import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { checkList, toListFile } from "#plugins/lib/list_file/mod.ts";
import { catchScanError } from "#support/scan_error.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const example = ["severity=4", "nginx:1.27"];

const UNREADABLE: readonly (readonly [string, Buffer, string])[] = [
  [
    "UTF-16 with a byte order mark",
    Buffer.from("\ufeffnginx\n", "utf16le"),
    "line 1 has NUL bytes, so it is not text in UTF-8",
  ],
  ["UTF-16 without one", Buffer.from("nginx\n", "utf16le"), "line 1 has NUL bytes, so it is not text in UTF-8"],
  ["UTF-16 of no Latin letters", Buffer.from("\ufeff中文", "utf16le"), "line 1 is not UTF-8"],
  ["Latin-1", Buffer.from("nginx\n# für alle\n", "latin1"), "line 2 is not UTF-8"],
  ["binary", Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0]), "line 1 has NUL bytes, so it is not text in UTF-8"],
  ["a character that is cut off", Buffer.from("nginx\n#é").subarray(0, -1), "line 2 is not UTF-8"],
  ["binary without line ends", Buffer.alloc(1_000_000, 0xee), "line 1 is not UTF-8"],
];

for (const [what, content, reason] of UNREADABLE) {
  test(`checkList() refuses ${what}`, async () => {
    await inTempFolder(async (folder) => {
      await writeFile(join(folder, "list.txt"), content);
      const error = await catchScanError(() => checkList(toListFile("list.txt", folder), { example }));
      assert.equal(error.code, "LIST_UNREADABLE");
      assert.equal(error.message, `Cannot read the list "list.txt": ${reason}`);
      assert.match(error.hint ?? "", /UTF-8/);
      assert.equal(error.usage, true);
    });
  });
}

test("checkList() takes UTF-8 with a byte order mark, and a long line that is cut within a character", async () => {
  await inTempFolder(async (folder) => {
    await writeFile(join(folder, "list.txt"), `\ufeffnginx\n#${"é".repeat(4000)}\n`);
    await checkList(toListFile("list.txt", folder), { example });
  });
});

test("checkList() says where a missing list was looked for, and what to write into it", async () => {
  await inTempFolder(async (folder) => {
    for (const name of ["list.txt", join(folder, "list.txt"), "no/such/list.txt"]) {
      const error = await catchScanError(() => checkList(toListFile(name, folder), { example }));
      assert.equal(error.code, "LIST_NOT_FOUND");
      assert.ok(error.message.includes(join(folder, "")) && error.message.includes("list.txt"), error.message);
      assert.match(error.hint ?? "", /\n {2}severity=4\n {2}nginx:1\.27$/);
      assert.equal(error.usage, true);
    }
  });
});

test("checkList() refuses a folder, a path below a file, and a pipe", async () => {
  await inTempFolder(async (folder) => {
    await mkdir(join(folder, "list.txt"));
    const ofFolder = await catchScanError(() => checkList(toListFile("list.txt", folder), { example }));
    assert.equal(ofFolder.message, 'Cannot read the list "list.txt": it is a folder');
    await writeFile(join(folder, "file"), "");
    const below = await catchScanError(() => checkList(toListFile("file/list.txt", folder), { example }));
    assert.equal(below.code, "LIST_NOT_FOUND");
    execFileSync("mkfifo", [join(folder, "pipe")]);
    const ofPipe = await catchScanError(() => checkList(toListFile("pipe", folder), { example }));
    assert.equal(ofPipe.message, 'Cannot read the list "pipe": it is not a regular file');
  });
});

test.run();
