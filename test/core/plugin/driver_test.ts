import assert from "node:assert/strict";
import { test } from "uvu";
import { coreError } from "#core/kit.ts";
import { isScanError } from "#core/mod.ts";
import { createDriver } from "#core/plugin/driver.ts";
import { catchScanError } from "#support/scan_error.ts";

const never = () => new Promise<never>(() => {});

test("call() passes results and ScanErrors on, and names plugin and hook of any other error", async () => {
  const driver = createDriver({ signal: new AbortController().signal });
  assert.equal(await driver.call("p", "process", () => 5), 5);
  const own = coreError("USAGE", { reason: "x" });
  const failing = () => Promise.reject(own);
  assert.equal(await catchScanError(() => driver.call("p", "process", failing)), own);
  const error = await catchScanError(() => driver.call("p", "write", () => Promise.reject(new TypeError("boom"))));
  assert.deepEqual([error.code, error.plugin], ["PLUGIN_FAILED", "p"]);
  assert.equal(error.message, 'The plugin "p" failed in write: boom');
});

test("call() takes what is thrown because the run was interrupted for that, and for nothing else", async () => {
  const controller = new AbortController();
  const driver = createDriver({ signal: controller.signal });
  const abortError = new DOMException("aborted", "AbortError");
  const call = (error: unknown) => catchScanError(() => driver.call("p", "process", () => Promise.reject(error)));
  assert.equal((await call(abortError)).code, "PLUGIN_FAILED", "nobody has interrupted the run");
  controller.abort();
  for (const error of [abortError, controller.signal.reason, new Error("fetch failed", { cause: abortError })]) {
    const { code, plugin } = await call(error);
    assert.deepEqual([code, plugin], ["ABORTED", "p"]);
  }
  assert.equal((await call(new Error("boom"))).code, "PLUGIN_FAILED");
});

test("abandon() ends the calls that are pending, and only those", async () => {
  const driver = createDriver({ signal: new AbortController().signal });
  const pending = catchScanError(() => driver.call("p", "process", never));
  assert.equal(await driver.call("p", "process", () => 1), 1);
  driver.abandon((plugin, hook) => coreError("HOOK_PENDING", { plugin, hook }));
  assert.match((await pending).message, /process of the plugin "p"/);
});

test("abandon() ends exactly the calls that have not settled, in whichever order the others did", async () => {
  const driver = createDriver({ signal: new AbortController().signal });
  const settle: ((value: string) => void)[] = [];
  const calls = Array.from({ length: 6 }, (_, index) =>
    driver
      .call(`p${index}`, "process", () => new Promise<string>((resolve) => settle.push(resolve)))
      .catch((error) => error.plugin),
  );
  for (const index of [0, 5, 2]) settle[index]?.("settled");
  await Promise.all([calls[0], calls[5], calls[2]]);
  driver.abandon((plugin, hook) => coreError("HOOK_PENDING", { plugin, hook }, { plugin }));
  settle[1]?.("too late");
  assert.deepEqual(await Promise.all(calls), ["settled", "p1", "settled", "p3", "p4", "settled"]);
});

test("a hook that does not heed the abort is abandoned after the time of grace, one that begins later is not", async () => {
  const controller = new AbortController();
  const driver = createDriver({ signal: controller.signal, graceMs: 20 });
  const deaf = catchScanError(() => driver.call("p", "process", never));
  controller.abort();
  let isSettled = false;
  const late = driver.call("p", "end", never);
  late
    .catch(() => undefined)
    .finally(() => {
      isSettled = true;
    });
  // The driver's own timer keeps no process alive.
  const alive = setInterval(() => {}, 1000);
  assert.equal((await deaf).code, "HOOK_TIMEOUT");
  await new Promise((resolve) => setImmediate(resolve));
  clearInterval(alive);
  assert.equal(isSettled, false);
});

test("an abandoned hook that fails later is heard no more", async () => {
  const driver = createDriver({ signal: new AbortController().signal });
  let fail = (_: Error) => {};
  const hook = () =>
    new Promise<never>((_, reject) => {
      fail = reject;
    });
  const ended = driver.call("p", "process", hook).catch((error) => (isScanError(error) ? error.code : "other"));
  driver.abandon((plugin, name) => coreError("HOOK_PENDING", { plugin, hook: name }));
  fail(new Error("late"));
  assert.equal(await ended, "HOOK_PENDING");
});

test.run();
