import assert from "node:assert/strict";
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import { makeFolder } from "#core/services/files/make_folder.ts";
import { inTempFolder } from "#support/temp_folder.ts";

test("makeFolder() makes what is missing, and is content with what is there", async () => {
  await inTempFolder(async (folder) => {
    await makeFolder(join(folder, "a/b/c"));
    await makeFolder(join(folder, "a/b/c"));
    assert.ok(statSync(join(folder, "a/b/c")).isDirectory());
  });
});

test("makeFolder() makes a folder whose parents others make at the same time", async () => {
  await inTempFolder(async (folder) => {
    for (let round = 0; round < 50; round++) {
      const path = join(folder, `${round}/a/b/c/d`);
      const made = await Promise.allSettled(Array.from({ length: 8 }, () => makeFolder(path)));
      assert.ok(!made.some((one) => one.status === "rejected"), JSON.stringify(made));
      assert.ok(statSync(path).isDirectory());
    }
  });
});

test("makeFolder() fails where a folder cannot be, and does not try for ever", async () => {
  await inTempFolder(async (folder) => {
    writeFileSync(join(folder, "file"), "");
    await assert.rejects(makeFolder(join(folder, "file")), { code: "EEXIST" });
    await assert.rejects(makeFolder(join(folder, "file/below")), { code: "ENOTDIR" });
    if (process.platform === "linux") await assert.rejects(makeFolder("/proc/nope/below"), { code: "ENOENT" });
  });
});

test.run();
