import assert from "node:assert/strict";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { parseNames, writeNewPlugin } from "#core/cli/scaffold/mod.ts";
import { catchScanError } from "#support/scan_error.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const pager = parseNames("sink", "pager", []);
const FILES = [".gitignore", "mod.ts", "mod_test.ts", "options.ts", "package.json", "readme.md", "tsconfig.json"];

test("writeNewPlugin() writes a project, and shims for what is not installed", async () => {
  await inTempFolder(async (folder) => {
    const { files, shims } = await writeNewPlugin(join(folder, "a/b"), pager);
    assert.deepEqual(files, FILES);
    assert.deepEqual(shims, ["hullscan", "tsx", "zod"]);
    assert.deepEqual((await readdir(join(folder, "a/b"))).sort(), [...FILES, "node_modules"].sort());
    const manifest = JSON.parse(await readFile(join(folder, "a/b/package.json"), "utf8"));
    assert.equal(manifest.name, "hullscan-sink-pager");
    const ranges = [manifest.dependencies, manifest.devDependencies].flatMap((record) => Object.values(record));
    assert.ok(
      ranges.every((range) => /^[~^]?\d/.test(String(range))),
      String(ranges),
    );
  });
});

test("writeNewPlugin() makes no shim for what is installed in the folder or above it", async () => {
  await inTempFolder(async (folder) => {
    for (const name of ["hullscan", "tsx"]) await mkdir(join(folder, "node_modules", name), { recursive: true });
    const { shims } = await writeNewPlugin(join(folder, "plugins/pager"), pager);
    assert.deepEqual(shims, ["zod"]);
    assert.deepEqual(await readdir(join(folder, "plugins/pager/node_modules")), ["zod"]);
  });
});

test("writeNewPlugin() overwrites nothing: where one of its files is there, it writes none", async () => {
  await inTempFolder(async (folder) => {
    await writeFile(join(folder, "readme.md"), "mine");
    const error = await catchScanError(() => writeNewPlugin(folder, pager));
    assert.equal(error.code, "FILE_EXISTS");
    assert.ok(error.message.includes(join(folder, "readme.md")));
    assert.deepEqual(await readdir(folder), ["readme.md"]);
    assert.equal(await readFile(join(folder, "readme.md"), "utf8"), "mine");
  });
});

test("writeNewPlugin() names the file that cannot be written", async () => {
  await inTempFolder(async (folder) => {
    await writeFile(join(folder, "file"), "");
    const error = await catchScanError(() => writeNewPlugin(join(folder, "file/pager"), pager));
    assert.equal(error.code, "FILE_WRITE");
    assert.ok(error.message.includes(join(folder, "file/pager")));
  });
});

test.run();
