import assert from "node:assert/strict";
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import { makeFolder } from "../../../core/services/make_folder.ts";
import { inTempFolder } from "../../support/temp_folder.ts";

test("makeFolder() makes what is missing, and is content with what is there", async () => {
  await inTempFolder(async (folder) => {
    await makeFolder(join(folder, "a/b/c"));
    await makeFolder(join(folder, "a/b/c"));
    await Promise.all([1, 2, 3].map(() => makeFolder(join(folder, "x/y"))));
    assert.ok(statSync(join(folder, "a/b/c")).isDirectory() && statSync(join(folder, "x/y")).isDirectory());
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
