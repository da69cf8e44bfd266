/** The questions of `scan init`, on the terminal that util-linux's `script` gives. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { test } from "uvu";
import { testWith } from "#support/needs.ts";
import { PROGRAM } from "#support/program.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const ENTER = "\r";
const CTRL_C = "\x03";
const DOWN = "\x1b[B";
const SPACE = " ";

/** Runs `scan init` and answers: each answer is typed when its question is there. */
function runInit(cwd: string, answers: readonly (readonly [question: string, keys: string])[]) {
  // Of itself that terminal has no width.
  const command = `stty cols 100 rows 40; exec "${process.execPath}" "${PROGRAM}" init`;
  const child = spawn("script", ["-qec", command, "/dev/null"], {
    cwd,
    env: { PATH: process.env.PATH ?? "", HOME: cwd, TERM: "xterm" },
    stdio: ["pipe", "pipe", "pipe"],
    timeout: 60_000,
  });
  const open = [...answers];
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += stripVTControlCharacters(chunk.toString());
    const [next] = open;
    if (next === undefined || !output.includes(next[0])) return;
    open.shift();
    child.stdin.write(next[1]);
  });
  return new Promise<{ code: number | null; output: string }>((resolve) => {
    child.on("close", (code) => resolve({ code, output }));
  });
}

testWith(test, ["script"], "scan init asks on a terminal, with the defaults chosen already", async () => {
  await inTempFolder(async (cwd) => {
    const { code, output } = await runInit(cwd, [
      ["What do you want to scan?", ENTER],
      ["Which format should the config have?", ENTER],
    ]);
    assert.equal(code, 0, output);
    assert.match(output, /Wrote scan.config.yaml/);
    assert.deepEqual((await readdir(cwd)).sort(), ["input_images.txt", "scan.config.yaml"]);
  });
});

testWith(test, ["script"], "scan init sets up what was chosen", async () => {
  await inTempFolder(async (cwd) => {
    const { code, output } = await runInit(cwd, [
      ["What do you want to scan?", `${DOWN}${SPACE}${ENTER}`],
      ["Which format should the config have?", `${DOWN}${DOWN}${ENTER}`],
    ]);
    assert.equal(code, 0, output);
    const written = ["input_images.txt", "input_images_files.txt", "scan.config.ts"];
    assert.deepEqual((await readdir(cwd)).sort(), written);
    assert.match(await readFile(join(cwd, "scan.config.ts"), "utf8"), /remote: remote\([\s\S]*local: local\(/);
  });
});

testWith(test, ["script"], "scan init that is left with Ctrl-C has written nothing", async () => {
  await inTempFolder(async (cwd) => {
    const { code, output } = await runInit(cwd, [
      ["What do you want to scan?", ENTER],
      ["Which format should the config have?", CTRL_C],
    ]);
    assert.equal(code, 130, output);
    assert.match(output, /nothing was written/);
    assert.deepEqual(await readdir(cwd), []);
  });
});

test.run();
