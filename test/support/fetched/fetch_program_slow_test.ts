import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { inTempFolder } from "../temp_folder.ts";
import { withEnvironment } from "../with_environment.ts";
import { type FetchedProgram, fetchProgram } from "./fetch_program.ts";

/** A package with one small program, as a tarball: npm takes it from its path as it would from a registry. */
async function makePackage(folder: string): Promise<FetchedProgram> {
  await mkdir(join(folder, "package"));
  await writeFile(join(folder, "package", "package.json"), JSON.stringify({ name: "small", version: "1.0.0" }));
  await writeFile(join(folder, "package", "small.sh"), "#!/bin/sh\necho small\n", { mode: 0o755 });
  const tarball = join(folder, "small.tgz");
  execFileSync("tar", ["-czf", tarball, "package"], { cwd: folder });
  const integrity = `sha512-${createHash("sha512")
    .update(await readFile(tarball))
    .digest("base64")}`;
  return { name: "small", version: `file:${tarball}`, integrity, path: "small.sh" };
}

test("fetchProgram() fetches a program once: then it is found without npm", async () => {
  await inTempFolder(async (folder) => {
    const program = await makePackage(folder);
    const cache = join(folder, "cache");
    const path = fetchProgram(program, cache);
    assert.equal(execFileSync(path, { encoding: "utf8" }), "small\n");
    await rm(join(folder, "small.tgz"));
    assert.equal(fetchProgram(program, cache), path);
    assert.equal((await readdir(cache)).length, 1, "nothing but the program stays");
  });
});

test("fetchProgram() refuses a package with another checksum, and keeps nothing of it", async () => {
  await inTempFolder(async (folder) => {
    const program = await makePackage(folder);
    const cache = join(folder, "cache");
    const other = { ...program, integrity: `sha512-${createHash("sha512").update("other").digest("base64")}` };
    assert.throws(() => fetchProgram(other, cache), /^Error: small@file:.+ has the checksum sha512-.+, not sha512-/);
    assert.deepEqual(await readdir(cache), []);
  });
});

test("fetchProgram() fetches again when the checksum that it must have changes", async () => {
  await inTempFolder(async (folder) => {
    const program = await makePackage(folder);
    const cache = join(folder, "cache");
    fetchProgram(program, cache);
    assert.throws(() => fetchProgram({ ...program, integrity: "sha512-new" }, cache), /not sha512-new/);
  });
});

test("fetchProgram() names the package and the reason when the registry cannot be reached", async () => {
  await inTempFolder(async (folder) => {
    const program = { name: "small", version: "1.0.0", integrity: "sha512-x", path: "small.sh" };
    await withEnvironment({ npm_config_registry: "http://127.0.0.1:1", npm_config_fetch_retries: "0" }, async () => {
      assert.throws(
        () => fetchProgram(program, join(folder, "cache")),
        /"npm pack small@1.0.0" failed: .*ECONNREFUSED/,
      );
    });
  });
});

test.run();
