import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { test } from "uvu";
import { endProcesses } from "#core/services/mod.ts";

const MARK = `HULLSCAN_TEST=${process.pid}`;

async function startWaiting(...args: readonly string[]): Promise<ChildProcess> {
  const [name = "", value] = MARK.split("=");
  const program = "process.stdout.write('up'); setInterval(() => {}, 1000)";
  const child = spawn(process.execPath, ["-e", program, "--", ...args], {
    env: { [name]: value },
    stdio: ["ignore", "pipe", "ignore"],
  });
  await once(child.stdout ?? child, "data");
  return child;
}

if (process.platform === "linux") {
  test("the processes that are meant are ended, by their command line and environment; no others are", async () => {
    const [meant, other] = [await startWaiting("end-me"), await startWaiting("let-me-be")];
    try {
      const ended = once(meant, "close");
      await endProcesses(
        async ({ environment, loadArgs }) => environment.includes(MARK) && (await loadArgs()).includes("end-me"),
      );
      assert.deepEqual(await ended, [null, "SIGKILL"]);
      assert.equal(other.signalCode, null);
      assert.equal(other.exitCode, null);
    } finally {
      meant.kill("SIGKILL");
      other.kill("SIGKILL");
    }
  });
}

test("where no process is meant, nothing happens", async () => {
  await endProcesses(() => false);
});

test.run();
