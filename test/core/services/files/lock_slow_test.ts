import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { test } from "uvu";
import { createExec, withLock } from "#core/services/mod.ts";
import { assertRejects, fixture, makeTempDir } from "../_support.ts";

const never = new Promise<never>(() => {});

test("withLock() gives the work's result, and makes the folder and removes the lock", async () => {
  const path = join(makeTempDir(), "new", "folder", "db");
  assert.equal(await withLock(path, async () => existsSync(`${path}.lock`)), true);
  assert.deepEqual(readdirSync(join(path, "..")), []);
});

test("withLock() releases when the work fails, in whichever way", async () => {
  const path = join(makeTempDir(), "db");
  await assert.rejects(
    withLock(path, () => Promise.reject(new RangeError("rejected"))),
    RangeError,
  );
  const throws = () => {
    throw new RangeError("thrown");
  };
  await assert.rejects(withLock(path, throws), RangeError);
  assert.equal(await withLock(path, async () => "free", { timeoutMs: 0 }), "free");
});

test("withLock() lets one call at a time in, also in one process", async () => {
  const path = join(makeTempDir(), "db");
  let inside = 0;
  const seen: number[] = [];
  const waits: number[] = [];
  async function work(): Promise<void> {
    inside += 1;
    seen.push(inside);
    await delay(5);
    inside -= 1;
  }
  await Promise.all([1, 2, 3, 4].map((call) => withLock(path, work, { onWait: () => waits.push(call) })));
  assert.deepEqual(seen, [1, 1, 1, 1]);
  assert.equal(new Set(waits).size, 3);
  assert.equal(waits.length, 3);
});

test("withLock() holds between processes: no update of a counter is lost", async () => {
  const file = join(makeTempDir(), "counter");
  writeFileSync(file, "0");
  const { exec } = createExec();
  const args = ["--import", "tsx", fixture("count_under_lock.ts"), file, "10"];
  for (const { failed, stderr } of await Promise.all([1, 2, 3, 4].map(() => exec(process.execPath, args)))) {
    assert.equal(failed, false, stderr);
  }
  assert.equal(readFileSync(file, "utf8"), "40");
});

test("withLock() takes over the lock of a killed process, one waiting call after the other", async () => {
  const path = join(makeTempDir(), "db");
  const holder = spawn(process.execPath, ["--import", "tsx", fixture("hold_lock.ts"), path]);
  await once(holder.stdout, "data");
  await assertRejects(
    withLock(path, () => never, { timeoutMs: 0, staleMs: 2000 }),
    "LOCK_TIMEOUT",
  );
  const killed = once(holder, "exit");
  holder.kill("SIGKILL");
  await killed;
  let inside = 0;
  async function work(): Promise<void> {
    inside += 1;
    assert.equal(inside, 1);
    await delay(5);
    inside -= 1;
  }
  await Promise.all(Array.from({ length: 8 }, () => withLock(path, work, { staleMs: 2000, timeoutMs: 20_000 })));
  assert.deepEqual(readdirSync(join(path, "..")), []);
});

test("withLock() takes over a lock from the future when nobody touches it, also where it does not wait for others", async () => {
  for (const timeoutMs of [0, 60_000]) {
    const path = join(makeTempDir(), "db");
    mkdirSync(`${path}.lock`);
    const later = new Date(Date.now() + 86_400_000);
    utimesSync(`${path}.lock`, later, later);
    const told: string[] = [];
    const onLongWait = (lock: string) => void told.push(lock);
    const begun = performance.now();
    assert.equal(await withLock(path, async () => "taken", { staleMs: 3500, timeoutMs, onLongWait }), "taken");
    assert.ok(performance.now() - begun > 3500, "it was watched first");
    assert.deepEqual(told, [`${path}.lock`]);
    assert.deepEqual(readdirSync(join(path, "..")), []);
  }
});

test("withLock() leaves a lock from the future to a holder who gives signs of life", async () => {
  const path = join(makeTempDir(), "db");
  mkdirSync(`${path}.lock`);
  let ahead = 86_400;
  const touch = () => {
    ahead += 1;
    utimesSync(`${path}.lock`, Date.now() / 1000 + ahead, Date.now() / 1000 + ahead);
  };
  touch();
  const signs = setInterval(touch, 50);
  try {
    await assertRejects(
      withLock(path, () => never, { staleMs: 2000, timeoutMs: 5000 }),
      "LOCK_TIMEOUT",
    );
  } finally {
    clearInterval(signs);
  }
});

test("withLock() takes over also where the taking over was left half done, and says that a file is in the way", async () => {
  const path = join(makeTempDir(), "db");
  const later = new Date(Date.now() + 86_400_000);
  for (const folder of [`${path}.lock`, `${path}.lock.lock`]) {
    mkdirSync(folder);
    utimesSync(folder, later, later);
  }
  assert.equal(await withLock(path, async () => "taken", { staleMs: 2000 }), "taken");
  writeFileSync(`${path}.lock`, "");
  await assertRejects(
    withLock(path, () => never),
    "LOCK_FAILED",
    `Cannot lock "${path}": "${path}.lock" is there, and is not a folder`,
  );
});

test("withLock() gives up waiting after its time limit", async () => {
  const path = join(makeTempDir(), "db");
  await withLock(path, async () => {
    const message = `Could not get the lock on "${path}" within 0 s`;
    await assertRejects(
      withLock(path, () => never, { timeoutMs: 20 }),
      "LOCK_TIMEOUT",
      message,
    );
  });
});

test("withLock() stops waiting when its signal fires, and never starts after it", async () => {
  const path = join(makeTempDir(), "db");
  await withLock(path, async () => {
    const controller = new AbortController();
    const onWait = () => controller.abort(new Error("enough"));
    const waiting = withLock(path, () => never, { signal: controller.signal, onWait });
    await assertRejects(waiting, "ABORTED", "The run was interrupted: enough");
  });
  await assertRejects(
    withLock(path, () => never, { signal: AbortSignal.abort() }),
    "ABORTED",
  );
  assert.equal(await withLock(path, async () => "free", { timeoutMs: 0 }), "free");
});

test("withLock() passes its signal on to the work", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  const call = withLock(
    join(makeTempDir(), "db"),
    async (signal) => {
      controller.abort(reason);
      return signal.reason;
    },
    { signal: controller.signal },
  );
  assert.equal(await call, reason);
});

test("withLock() stops the work and rejects when the lock is lost", async () => {
  const path = join(makeTempDir(), "db");
  let isStopped = false;
  const call = withLock(
    path,
    async (signal) => {
      rmdirSync(`${path}.lock`);
      // The lock's own timer does not keep the process alive.
      const alive = setInterval(() => {}, 1000);
      await once(signal, "abort");
      clearInterval(alive);
      isStopped = true;
    },
    { staleMs: 2000 },
  );
  await assertRejects(call, "LOCK_FAILED");
  assert.equal(isStopped, true);
});

test("withLock() says why it cannot lock", async () => {
  const dir = makeTempDir();
  writeFileSync(join(dir, "file"), "");
  const path = join(dir, "file", "db");
  await assertRejects(
    withLock(path, () => never),
    "LOCK_FAILED",
    `Cannot lock "${path}": there is a file of that name`,
  );
});

test.run();
