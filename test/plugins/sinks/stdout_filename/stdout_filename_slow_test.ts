import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import { stdoutFilename } from "#plugins/sinks/stdout_filename/mod.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const PRINT = fileURLToPath(new URL("_print.ts", import.meta.url));
const TSX = import.meta.resolve("tsx");

function start(paths: readonly string[], { cwd, env = {} }: { cwd: string; env?: Record<string, string> }) {
  return spawn(process.execPath, ["--import", TSX, PRINT, ...paths], { cwd, env: { ...process.env, ...env } });
}

async function finish(child: ChildProcess): Promise<number | null> {
  const [code] = await once(child, "close");
  return code;
}

async function print(paths: readonly string[], cwd: string): Promise<string> {
  const child = start(paths, { cwd });
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), finish(child)]);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "through" });
  return stdout;
}

test("stdoutFilename() prints each finished file on a line, relative when it is in the current folder", async () => {
  await inTempFolder(async (folder) => {
    const cwd = await realpath(folder);
    const beside = `${cwd}-beside/report.json`;
    const printed = await print([join(cwd, "a.json"), join(cwd, "..b/c.json"), "/elsewhere/d.json", beside], cwd);
    assert.equal(printed, `a.json\n..b/c.json\n/elsewhere/d.json\n${beside}\n`);
  });
});

test("stdoutFilename() prints nothing when there is no file", async () => {
  await inTempFolder(async (folder) => assert.equal(await print([], folder), ""));
});

test("stdoutFilename() takes a reader that has gone away quietly", async () => {
  await inTempFolder(async (folder) => {
    const child = start([join(folder, "a.json")], { cwd: folder, env: { WAIT_FOR_STDIN: "1" } });
    const closed = once(child.stdout, "close");
    child.stdout.destroy();
    await closed;
    child.stdin.end();
    const [stderr, code] = await Promise.all([text(child.stderr), finish(child)]);
    assert.deepEqual({ code, stderr }, { code: 0, stderr: "through" });
  });
});

test("stdoutFilename() needs a sink that makes files, and takes no options", () => {
  const { definition } = stdoutFilename();
  assert.deepEqual(definition.needs, ["artifact"]);
  assert.equal(definition.options, undefined);
});

test.run();
