import assert from "node:assert/strict";
import { open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { readLines } from "#core/journal/read_lines.ts";
import { inTempFolder } from "#support/temp_folder.ts";

test("readLines() gives whole lines of any length with their places, and leaves out a half one at the end", async () => {
  await inTempFolder(async (folder) => {
    const path = join(folder, "lines");
    const whole = ["a", "", "b".repeat(65_535), "c".repeat(65_536), "d".repeat(200_000), "e"];
    await writeFile(path, `${whole.join("\n")}\nhalf`);
    const handle = await open(path);
    const seen: string[] = [];
    const offsets: number[] = [];
    let last = 0;
    for await (const { bytes, offset, end } of readLines(handle, 0)) {
      assert.equal(offset, last);
      seen.push(bytes.toString());
      offsets.push(offset);
      last = end;
    }
    assert.deepEqual(seen, whole);
    assert.equal(last, whole.join("\n").length + 1);
    for (const [index, offset] of offsets.entries()) {
      const lines = readLines(handle, offset);
      assert.equal((await lines.next()).value?.bytes.toString(), whole[index]);
      await lines.return(undefined);
    }
    await handle.close();
  });
});

test("readLines() leaves out what is longer than may be held, and goes on behind it", async () => {
  await inTempFolder(async (folder) => {
    const path = join(folder, "lines");
    await writeFile(path, ["a".repeat(10), "b".repeat(300_000), "c".repeat(11), "d", ""].join("\n"));
    const handle = await open(path);
    const seen: [number, boolean][] = [];
    let last = 0;
    for await (const { bytes, offset, end, isTooLong = false } of readLines(handle, 0, 10)) {
      assert.equal(offset, last);
      seen.push([bytes.length, isTooLong]);
      last = end;
    }
    assert.deepEqual(seen, [
      [10, false],
      [0, true],
      [0, true],
      [1, false],
    ]);
    assert.equal(last, 10 + 1 + 300_000 + 1 + 11 + 1 + 2);
    await handle.close();
  });
});

test.run();
