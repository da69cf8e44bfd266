import assert from "node:assert/strict";
import { readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { runCli } from "#support/cli.ts";
import { listPages, loadFences } from "#support/fences.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const PROJECT = join(import.meta.dirname, "../../..");

test("the package has both commands, which are one program", async () => {
  const { bin } = JSON.parse(await readFile(join(PROJECT, "package.json"), "utf8"));
  assert.deepEqual(bin, { scan: "bin/scan.js", hullscan: "bin/scan.js" });
});

test("no command of the docs calls npx with the name of another package", async () => {
  let count = 0;
  for (const page of await listPages()) {
    for (const { code } of await loadFences(page)) {
      assert.doesNotMatch(code, /\bnpx (?:-\S+ )*scan\b/, page);
      if (/\bnpx hullscan\b/.test(code)) count += 1;
    }
  }
  assert.ok(count > 5, `${count} blocks call the program`);
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
