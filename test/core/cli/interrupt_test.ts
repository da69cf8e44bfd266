/** A run that is interrupted ends, whatever hangs. */
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { startCli } from "../../support/cli.ts";
import { isRunning } from "../../support/processes.ts";
import { inTempFolder } from "../../support/temp_folder.ts";

/** A run of one target, with hooks of its own. */
function configOf(process: string, dispose = ""): string {
  return `
import { existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { defineProcessor, defineSource } from "hullscan";
const target = { id: "image:a", kind: "image", image: "a", severityLevel: 4, origin: { from: "test" } };
const source = defineSource({ name: "s", setup: () => ({ targets: () => [target] }) });
const forever = () => new Promise(() => setInterval(() => {}, 1000));
const work = defineProcessor({
  name: "work",
  provides: ["findings"],
  setup: (_, { log, signal, exec }) => ({
    async process() { ${process} },
    async dispose() { ${dispose} },
  }),
});
export default { sources: [source()], processors: [work()], sinks: [] };
`;
}

test("after a second signal the process ends, though a plugin's dispose hangs, and its children with it", async () => {
  await inTempFolder(async (cwd) => {
    const work =
      'exec("sh", ["-c", "trap : TERM; echo $$ > pid; while :; do sleep 1; done"], { cwd: process.cwd(), killGraceMs: 600_000 }); while (!existsSync("pid")) await delay(5); log.warn("at work"); await forever();';
    await writeFile(join(cwd, "scan.config.ts"), configOf(work, "await forever();"));
    const run = startCli([], { cwd });
    await run.sees("at work");
    run.child.kill("SIGINT");
    await run.sees("Ctrl-C again");
    run.child.kill("SIGINT");
    const { code, stderr } = await run.ended;
    assert.equal(code, 130, stderr);
    assert.match(stderr, /did not end within 10 s/);
    const pid = Number(await readFile(join(cwd, "pid"), "utf8"));
    assert.ok(pid > 1);
    // It was sent KILL; the system may take a moment.
    while (await isRunning(pid)) await new Promise((resolve) => setImmediate(resolve));
  });
});

test("a plugin that heeds the signal is interrupted, which is no error of its own", async () => {
  await inTempFolder(async (cwd) => {
    const work =
      'log.warn("at work"); await new Promise((_, reject) => { const timer = setInterval(() => {}, 1000); signal.addEventListener("abort", () => { clearInterval(timer); reject(signal.reason); }); });';
    await writeFile(join(cwd, "scan.config.ts"), configOf(work));
    const run = startCli(["--grace", "0"], { cwd });
    await run.sees("at work");
    run.child.kill("SIGTERM");
    const { code, stderr } = await run.ended;
    assert.equal(code, 130, stderr);
    assert.match(stderr, /ABORTED/);
    assert.doesNotMatch(stderr, /PLUGIN_FAILED|error in the plugin/);
  });
});

test("what a plugin has left open keeps no process alive that was interrupted", async () => {
  await inTempFolder(async (cwd) => {
    const work =
      'setInterval(() => {}, 1000); log.warn("at work"); await new Promise((resolve) => signal.addEventListener("abort", resolve));';
    await writeFile(join(cwd, "scan.config.ts"), configOf(work));
    const run = startCli(["--grace", "0"], { cwd });
    await run.sees("at work");
    run.child.kill("SIGTERM");
    assert.equal((await run.ended).code, 130);
  });
});

test.run();
