/** A run that is interrupted ends, whatever hangs. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { startCli } from "#support/cli.ts";
import { isRunning } from "#support/processes.ts";
import { inTempFolder } from "#support/temp_folder.ts";

/** A run of one target, with hooks of its own. */
function configOf(process: string, dispose = ""): string {
  return `
import { existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { defineProcessor, defineSource } from "hullscan";
const target = { id: "image:a", kind: "image", image: "a", minSeverity: "HIGH", origin: { from: "test" } };
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
    assert.match(stderr, /did not stop within 10 s/);
    const pid = Number(await readFile(join(cwd, "pid"), "utf8"));
    assert.ok(pid > 1);
    // It was sent KILL; the system may take a moment.
    while (await isRunning(pid)) await new Promise((resolve) => setImmediate(resolve));
  });
});

test("after the time of grace the process ends, though work and dispose hang, without a second signal", async () => {
  await inTempFolder(async (cwd) => {
    await writeFile(join(cwd, "scan.config.ts"), configOf('log.warn("at work"); await forever();', "await forever();"));
    const run = startCli(["--grace", "0"], { cwd });
    await run.sees("at work");
    run.child.kill("SIGTERM");
    const { code, stderr } = await run.ended;
    assert.equal(code, 130, stderr);
    assert.match(stderr, /did not stop within 10 s: ending the process/);
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

const BLOCKS = {
  "an endless loop": "for (;;);",
  "a regular expression gone wild": '/^(a+)+$/.test("a".repeat(50) + "b");',
  "a wait of the thread": "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);",
};

for (const [what, code] of Object.entries(BLOCKS)) {
  test(`${what} in a plugin is named, and a signal ends the process`, async () => {
    await inTempFolder(async (cwd) => {
      await writeFile(join(cwd, "scan.config.ts"), configOf(`log.warn("at work"); await delay(100); ${code}`));
      const run = startCli([], { cwd });
      await run.sees("at work");
      await run.sees("Ctrl-C now ends the process at once");
      run.child.kill("SIGTERM");
      const { stderr } = await run.ended;
      assert.equal(run.child.signalCode, "SIGTERM");
      assert.match(stderr, /a plugin blocks the process in file:.*scan\.config\.ts: /);
    });
  });
}

test("a plugin that blocked for a while is heard of, and the run goes on and can be interrupted in order", async () => {
  await inTempFolder(async (cwd) => {
    const work =
      'log.warn("at work"); await delay(100); for (const end = Date.now() + 9000; Date.now() < end; ); log.warn("back again"); await forever();';
    await writeFile(join(cwd, "scan.config.ts"), configOf(work));
    const run = startCli(["--log-format", "json"], { cwd });
    await run.sees('"level":"error","plugin":"scan","message":"a plugin blocks the process in file:');
    await run.sees("back again");
    // The next beat takes the signals back.
    await run.sees("signals work again");
    run.child.kill("SIGINT");
    await run.sees("Ctrl-C again");
    run.child.kill("SIGINT");
    assert.equal((await run.ended).code, 130);
  });
});

test("a plugin that blocks after the first signal, and cannot be interrupted, does not keep the process alive", async () => {
  await inTempFolder(async (cwd) => {
    const work =
      'log.warn("at work"); process.once("SIGINT", () => setTimeout(() => execSync("sleep 60"), 50)); await forever();';
    const config = `import { execSync } from "node:child_process";\n${configOf(work)}`;
    await writeFile(join(cwd, "scan.config.ts"), config);
    const run = startCli(["--grace", "1"], { cwd });
    await run.sees("at work");
    run.child.kill("SIGINT");
    const [, signal] = await once(run.child, "exit");
    assert.equal(signal, "SIGKILL");
  });
});

test("a stderr that nobody reads keeps no process alive that was told to end", async () => {
  await inTempFolder(async (cwd) => {
    const work =
      'log.warn("at work"); for (const end = Date.now() + 3000; Date.now() < end; await delay(1)) log.warn("x".repeat(3000)); await forever();';
    await writeFile(join(cwd, "scan.config.ts"), configOf(work));
    const run = startCli([], { cwd });
    await run.sees("at work");
    run.child.stderr?.pause();
    run.child.kill("SIGINT");
    run.child.kill("SIGTERM");
    const [code, signal] = await once(run.child, "exit");
    assert.ok(code === 130 || signal === "SIGKILL", `${code} ${signal}`);
  });
});

test("an error that nobody catches is said at once, and ends a run whose processor is deaf", async () => {
  await inTempFolder(async (cwd) => {
    const work = 'setTimeout(() => { throw new Error("stray") }, 1); await forever();';
    await writeFile(join(cwd, "scan.config.ts"), configOf(work));
    const run = startCli([], { cwd });
    await run.sees("an error was not caught: stopping the targets in work");
    const { code, stderr } = await run.ended;
    assert.equal(code, 3, stderr);
    assert.match(stderr, /did not stop within 10 s/);
    assert.match(stderr, /not caught: stray/);
  });
});

test.run();
