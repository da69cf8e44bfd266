import assert from "node:assert/strict";
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import { createExec } from "#core/services/mod.ts";
import { assertRejects, fixture, isRunning, makeTempDir, until } from "../_support.ts";

const dir = makeTempDir();
const { exec } = createExec({ drainMs: 100 });
const node = (code: string, ...args: string[]) => [process.execPath, ["-e", code, ...args]] as const;

test("exec() gives exit code and output", async () => {
  const result = await exec(
    ...node("console.log('out'); console.error('err'); process.exitCode = Number(process.argv[1])", "0"),
  );
  assert.deepEqual(
    { ...result, durationMs: 0 },
    {
      failed: false,
      exitCode: 0,
      stdout: "out\n",
      stderr: "err\n",
      timedOut: false,
      aborted: false,
      durationMs: 0,
    },
  );
  assert.ok(result.durationMs > 0);
  const three = await exec(...node("process.exit(3)"));
  assert.equal(three.failed, true);
  assert.equal(three.exitCode, 3);
});

test("exec() passes arguments on as they are, without a shell", async () => {
  const args = ["$HOME", "; echo broken", "*", "", "a b", '"'];
  const { stdout } = await exec(...node("console.log(JSON.stringify(process.argv.slice(1)))", ...args));
  assert.deepEqual(JSON.parse(stdout), args);
});

test("exec() gives the child exactly the environment it is told", async () => {
  const code = "console.log(JSON.stringify(process.env))";
  // Node itself hands this one on to every child while coverage is measured.
  const { NODE_V8_COVERAGE: _, ...env } = JSON.parse((await exec(...node(code), { env: { ONLY: "this" } })).stdout);
  assert.deepEqual(env, { ONLY: "this" });
  assert.equal(JSON.parse((await exec(...node(code))).stdout).PATH, process.env.PATH);
});

test("exec() gives the child its input, and does not mind one that leaves it unread", async () => {
  assert.equal((await exec("cat", [], { input: "line 1\nline 2" })).stdout, "line 1\nline 2");
  const unread = await exec("true", [], { input: "x".repeat(1_000_000) });
  assert.deepEqual([unread.failed, unread.exitCode], [false, 0]);
});

test("exec() gives the child an empty stdin and the folder it is told", async () => {
  const { stdout, failed } = await exec("sh", ["-c", "cat; pwd"], { cwd: dir });
  assert.equal(stdout, `${dir}\n`);
  assert.equal(failed, false);
});

test("exec() says why a program cannot be started", async () => {
  const missing = await exec(join(dir, "nothing"), []);
  assert.equal(missing.spawnError, "ENOENT");
  assert.equal(missing.failed, true);
  assert.equal(missing.exitCode, undefined);
  const file = join(dir, "not_executable");
  writeFileSync(file, "#!/bin/sh\n");
  assert.equal((await exec(file, [])).spawnError, "EACCES");
});

test("exec() ends a child that takes too long", async () => {
  const { failed, timedOut, aborted, signal } = await exec("sleep", ["60"], { timeoutMs: 50 });
  assert.deepEqual(
    { failed, timedOut, aborted, signal },
    { failed: true, timedOut: true, aborted: false, signal: "SIGTERM" },
  );
  assert.equal((await exec("true", [], { timeoutMs: Number.POSITIVE_INFINITY })).failed, false);
});

test("exec() calls a child that was ended failed, also when it exits with 0 on TERM", async () => {
  const ready = join(dir, "ready");
  const controller = new AbortController();
  const script = "trap 'exit 0' TERM; touch \"$0\"; while :; do sleep 0.1; done";
  const call = exec("sh", ["-c", script, ready], { signal: controller.signal });
  await until(() => existsSync(ready));
  controller.abort();
  const { failed, aborted, exitCode } = await call;
  assert.deepEqual({ failed, aborted, exitCode }, { failed: true, aborted: true, exitCode: 0 });
});

test("exec() kills a whole group that ignores TERM", async () => {
  const pidFile = join(dir, "stubborn");
  const controller = new AbortController();
  const call = exec(fixture("stubborn_group.sh"), [pidFile], { signal: controller.signal, killGraceMs: 50 });
  const pid = await readPid(pidFile);
  assert.ok(isRunning(pid));
  controller.abort();
  const { aborted, failed, signal } = await call;
  assert.deepEqual({ aborted, failed, signal }, { aborted: true, failed: true, signal: "SIGKILL" });
  await until(() => !isRunning(pid));
});

test("exec() does not wait for what a child leaves behind, and ends it", async () => {
  const { stdout, failed, exitCode, timedOut, durationMs } = await exec(fixture("leave_sleeper.sh"), ["env"]);
  assert.deepEqual({ failed, exitCode, timedOut }, { failed: false, exitCode: 0, timedOut: false });
  assert.ok(durationMs < 10_000);
  await until(() => !isRunning(Number(stdout)));
});

test("exec() does not wait for a process that has left the group with the output still open", async () => {
  const { stdout, exitCode } = await exec(fixture("leave_sleeper.sh"), ["setsid"], { killGraceMs: 50 });
  assert.equal(exitCode, 0);
  const pid = Number(stdout);
  assert.ok(isRunning(pid));
  process.kill(pid, "SIGKILL");
});

test("exec() starts nothing once a signal has fired", async () => {
  const file = join(dir, "started");
  const signal = AbortSignal.abort();
  for (const result of [await exec("touch", [file], { signal }), await createExec({ signal }).exec("touch", [file])]) {
    assert.equal(result.aborted, true);
    assert.equal(result.failed, true);
  }
  assert.equal(existsSync(file), false);
});

test("exec() ends all children when the run's signal fires, and leaves no listeners", async () => {
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => warnings.push(warning);
  process.on("warning", onWarning);
  const findAdded = watchListeners();
  const controller = new AbortController();
  const run = createExec({ signal: controller.signal });
  const calls = Array.from({ length: 20 }, () => run.exec("sleep", ["60"]));
  await until(() => findAdded().length > 0);
  const added = findAdded();
  assert.equal(added.length, 1);
  controller.abort();
  for (const { aborted } of await Promise.all(calls)) assert.equal(aborted, true);
  await until(() => added.every((listener) => !process.listeners("exit").includes(listener)));
  process.off("warning", onWarning);
  assert.deepEqual(warnings, []);
});

test("stop() ends all children and lets no other start", async () => {
  const run = createExec();
  const findAdded = watchListeners();
  const call = run.exec("sleep", ["60"]);
  await until(() => findAdded().length > 0);
  await run.stop();
  assert.equal((await call).signal, "SIGTERM");
  assert.equal((await run.exec("true", [])).aborted, true);
});

test("exec() kills its groups when the process exits", async () => {
  const pidFile = join(dir, "left");
  const args = ["--import", "tsx", fixture("exit_early.ts"), fixture("stubborn_group.sh"), pidFile];
  const { exitCode, stderr } = await exec(process.execPath, args);
  assert.equal(exitCode, 0, stderr);
  const pid = await readPid(pidFile);
  await until(() => !isRunning(pid));
});

test("exec() writes stdout to a file that only its owner can read", async () => {
  const file = join(dir, "stdout");
  writeFileSync(file, "what was there before, and longer");
  chmodSync(file, 0o644);
  const size = 5_000_000;
  const { stdout, failed } = await exec(...node(`process.stdout.write("x".repeat(${size}))`), { stdoutFile: file });
  assert.equal(failed, false);
  assert.equal(stdout, "");
  assert.equal(readFileSync(file, "utf8"), "x".repeat(size));
  assert.equal(statSync(file).mode & 0o777, 0o600);
});

test("exec() rejects with FILE_WRITE when stdout cannot be written", async () => {
  const expectations = [
    [join(dir, "missing", "file"), "no such folder"],
    [dir, "there is a folder of that name"],
    ["/dev/full", "no space left"],
  ] as const;
  for (const [stdoutFile, reason] of expectations) {
    const call = exec("yes", [], { stdoutFile, killGraceMs: 50 });
    await assertRejects(call, "FILE_WRITE", `Cannot write "${stdoutFile}": ${reason}`);
  }
});

test("exec() keeps the end of long output", async () => {
  const code =
    "for (let i = 0; i < 200000; i++) process.stdout.write(i + '\\n'); process.stderr.write('e'.repeat(3e6) + 'é')";
  const { stdout, stderr } = await exec(...node(code), { keepBytes: 10 });
  assert.equal(stdout, "98\n199999\n".slice(-10));
  assert.equal(stderr, `${"e".repeat(8)}é`);
  assert.equal((await exec("printf", ["aé"], { keepBytes: 1 })).stdout.length, 1);
  assert.equal((await exec("printf", ["éa"], { keepBytes: 2 })).stdout, "a");
  assert.equal((await exec("echo", ["a"], { keepBytes: 0 })).stdout, "");
});

/** Remembers what listens for the end of this process, and gives what has come since: it tells that a child has started. */
function watchListeners(): () => readonly NodeJS.ExitListener[] {
  const before = process.listeners("exit");
  return () => process.listeners("exit").filter((listener) => !before.includes(listener));
}

async function readPid(file: string): Promise<number> {
  await until(() => existsSync(file) && readFileSync(file, "utf8").endsWith("\n"));
  return Number(readFileSync(file, "utf8"));
}

test("exec() with ignoresAbort starts and goes on after the run's abort, and ends with the run", async () => {
  const controller = new AbortController();
  const service = createExec({ signal: controller.signal, drainMs: 100 });
  const options = { ignoresAbort: true, timeoutMs: 60_000 };
  const started = service.exec(...node("setTimeout(() => console.log('through'), 300)"), options);
  controller.abort();
  const after = await service.exec(...node("console.log('clean')"), options);
  assert.equal(after.stdout, "clean\n");
  assert.equal((await started).stdout, "through\n");
  assert.equal((await service.exec(...node(""))).aborted, true);
  const left = service.exec(...node("setTimeout(() => {}, 60_000)"), options);
  await service.stop();
  assert.equal((await left).aborted, true);
  assert.equal((await service.exec(...node(""), options)).aborted, true);
});

test.run();
