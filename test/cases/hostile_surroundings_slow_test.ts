/** A folder that is gone, a temporary folder that is none, an error that nobody catches: words and an exit code, no stack. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { test } from "uvu";
import { runCli } from "#support/cli.ts";
import { testWith } from "#support/needs.ts";
import { PROGRAM } from "#support/program.ts";
import { inTempFolder } from "#support/temp_folder.ts";

test("an error that nobody catches while a config is loaded: exit 3, not Node's 1, which means findings", async () => {
  const stray = [
    "setTimeout(() => { throw null; });",
    'Promise.reject("forgotten");',
    "setTimeout(() => { throw 1n; });",
  ];
  for (const line of stray) {
    await inTempFolder(async (cwd) => {
      const wait = "await new Promise((resolve) => setTimeout(resolve, 60_000));";
      await writeFile(join(cwd, "scan.config.mjs"), `${line}\n${wait}\nexport default {};`);
      const { code, stderr } = await runCli(["check"], { cwd });
      assert.equal(code, 3, stderr);
      assert.match(stderr, /^scan: An error was not caught: (null|forgotten|1)\n/);
      assert.ok(!stderr.includes("    at "), stderr);
    });
  }
});

test("causes that go round, with --verbose: exit 2 and each stack once", async () => {
  await inTempFolder(async (cwd) => {
    const config = "const error = new Error('round'); error.cause = error; throw error;";
    await writeFile(join(cwd, "scan.config.mjs"), config);
    const { code, stderr } = await runCli(["check", "--verbose"], { cwd });
    assert.equal(code, 2, stderr);
    assert.equal(stderr.match(/Error: round/g)?.length, 1, stderr);
  });
});

test("a current folder that has been removed: exit 2 and a word", async () => {
  await inTempFolder(async (cwd) => {
    const gone = join(cwd, "gone");
    await mkdir(gone);
    const line = `rmdir ../gone && exec "$0" "$@"`;
    const run = promisify(execFile)("sh", ["-c", line, process.execPath, PROGRAM, "check"], { cwd: gone });
    await assert.rejects(run, {
      code: 2,
      stderr: /^scan: The current folder is gone, or may not be looked into\n {2}Change to another folder: cd ~\n$/,
    });
  });
});

test("a temporary folder that is missing, or a file: exit 2 and a word, before anything is scanned", async () => {
  await inTempFolder(async (cwd) => {
    await writeFile(join(cwd, "input_images.txt"), "nginx:1.27\n");
    for (const [TMPDIR, reason] of [
      [join(cwd, "none"), "no such folder"],
      [join(cwd, "input_images.txt"), "not a folder"],
    ] as const) {
      const { code, stderr } = await runCli(["--mode", "remote"], { cwd, env: { TMPDIR } });
      assert.equal(code, 2, stderr);
      assert.ok(stderr.includes(`Cannot use the temporary folder "${TMPDIR}": ${reason}`), stderr);
      assert.ok(!stderr.includes("    at "), stderr);
      const demo = await runCli(["demo"], { cwd, env: { TMPDIR } });
      assert.equal(demo.code, 3, demo.stderr);
      assert.ok(demo.stderr.startsWith(`scan: Cannot write "${TMPDIR}": ${reason}\n`), demo.stderr);
    }
  });
});

testWith(test, ["tmpfs"], "a user whom the system does not know, without HOME: the command works", async () => {
  await inTempFolder(async (cwd) => {
    await writeFile(join(cwd, "input_images.txt"), "nginx:1.27\n");
    // In a user namespace of its own, where the files of this user are that one's.
    const args = ["--user", "--map-user=54321", "--map-group=54321", "env", "-u", "HOME", process.execPath];
    const { stdout } = await promisify(execFile)("unshare", [...args, PROGRAM, "check", "--offline"], { cwd });
    assert.match(stdout, /The config is valid/);
  });
});

test.run();
