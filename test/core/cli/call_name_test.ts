import assert from "node:assert/strict";
import { readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { runCli } from "../../support/cli.ts";
import { inTempFolder } from "../../support/temp_folder.ts";

const PROJECT = join(import.meta.dirname, "../../..");

test("the package has both commands, which are one program", async () => {
  const { bin } = JSON.parse(await readFile(join(PROJECT, "package.json"), "utf8"));
  assert.deepEqual(bin, { scan: "bin/scan.js", hullscan: "bin/scan.js" });
});

test("usage and hints name the command as it was called; through npx it is npx hullscan", async () => {
  await inTempFolder(async (cwd) => {
    const program = join(cwd, "hullscan");
    await symlink(join(PROJECT, "bin/scan.js"), program);
    assert.match((await runCli(["--help"], { cwd, program })).stdout, /^Usage: hullscan /);
    assert.match((await runCli(["--help"], { cwd })).stdout, /^Usage: scan /);
    assert.match((await runCli(["check"], { cwd, program })).stderr, /`hullscan init` writes/);
    const env = { npm_command: "exec" };
    assert.match((await runCli(["check"], { cwd, env })).stderr, /`npx hullscan init` writes/);
    assert.match((await runCli(["init", "--yes"], { cwd, env })).stdout, /^ {2}npx hullscan check$/m);
  });
});

test.run();
