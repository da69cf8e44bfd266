import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { test } from "uvu";
import { defineSink } from "#core/mod.ts";
import { inVirtualTime, runSink } from "#core/testing/mod.ts";

test("timers fire in their order, each at its moment, and set others on their way", async () => {
  await inVirtualTime(async (time) => {
    const calls: string[] = [];
    const startedAt = Date.now();
    const clock = performance.now();
    const say = (what: string) => () => void calls.push(`${what} ${Date.now() - startedAt}`);
    setTimeout(say("late"), 3000);
    setTimeout(say("early"), 1000);
    delay(1000)
      .then(() => delay(500))
      .then(say("chained"));
    const interval = setInterval(say("again"), 1200);
    await time.advance(2500);
    assert.deepEqual(calls, ["early 1000", "again 1200", "chained 1500", "again 2400"]);
    clearInterval(interval);
    await time.advance(1000);
    assert.equal(calls.at(-1), "late 3000");
    assert.equal(calls.length, 5);
    assert.equal(time.elapsedMs, 3500);
    assert.equal(Math.round(performance.now() - clock), 3500);
    assert.equal(new Date().toISOString(), new Date(startedAt + 3500).toISOString());
    assert.equal(new Date(5).getTime(), 5);
    assert.ok(new Date() instanceof Date);
  });
});

test("waiting() comes back when the plugin waits, however long its real work takes", async () => {
  await inVirtualTime(async (time) => {
    async function work(): Promise<string> {
      const text = await readFile(import.meta.filename, "utf8");
      await delay(30_000);
      return text.slice(0, 6);
    }
    const working = work();
    assert.equal(await time.waiting((ms) => ms > 1000), 30_000);
    assert.equal(time.elapsedMs, 0);
    await time.advance(30_000);
    assert.equal(await working, "import");
  });
});

test("an abort ends a wait, and AbortSignal.timeout() takes virtual time", async () => {
  await inVirtualTime(async (time) => {
    const signal = AbortSignal.timeout(10_000);
    const wait = assert.rejects(delay(60_000, undefined, { signal }), (error: Error) => {
      return error.name === "AbortError" && (error.cause as Error).name === "TimeoutError";
    });
    const before = assert.rejects(delay(1, undefined, { signal: AbortSignal.abort() }), { code: "ABORT_ERR" });
    await time.advance(10_000);
    await wait;
    await before;
    assert.equal(signal.reason.name, "TimeoutError");
  });
});

test("a cleared timer does not fire, and a refreshed one waits its whole time again", async () => {
  await inVirtualTime(async (time) => {
    const calls: string[] = [];
    const cleared = setTimeout(() => calls.push("cleared"), 100);
    const refreshed = setTimeout((word: string) => calls.push(word), 100, "refreshed").unref();
    clearTimeout(cleared);
    clearTimeout(undefined);
    await time.advance(60);
    refreshed.refresh();
    await time.advance(60);
    assert.deepEqual(calls, []);
    await time.advance(40);
    assert.deepEqual(calls, ["refreshed"]);
  });
});

test("a real server that turns a sink away is asked again after a wait that takes no time", async () => {
  let requests = 0;
  const server = createServer((_request, response) => {
    const waitS = [7, 20][requests];
    requests += 1;
    const headers = waitS === undefined ? {} : { "retry-after": String(waitS) };
    response.writeHead(waitS === undefined ? 200 : 429, { connection: "close", ...headers }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const pager = defineSink({
    name: "pager",
    setup: () => ({
      async write(_outcome, { http }) {
        const response = await http(`http://127.0.0.1:${port}/`, { method: "PUT" });
        await response.text();
      },
    }),
  });
  try {
    await inVirtualTime(async (time) => {
      const running = runSink(pager());
      const first = await time.waiting((ms) => ms >= 7000 && ms < 8000);
      await time.advance(first);
      const second = await time.waiting((ms) => ms >= 20_000 && ms < 21_000);
      assert.equal(requests, 2);
      await time.advance(second);
      assert.equal((await running).summary.done, 1);
    });
  } finally {
    server.close();
  }
  assert.equal(requests, 3);
});

test("afterwards everything is as it was, also when the test fails", async () => {
  const real = [setTimeout, clearTimeout, setInterval, clearInterval, Date, AbortSignal.timeout, delay];
  const own = Object.getOwnPropertyDescriptor(performance, "now");
  await assert.rejects(
    inVirtualTime(async () => {
      assert.notEqual(delay, real.at(-1));
      throw new Error("failed");
    }),
    /failed/,
  );
  assert.deepEqual([setTimeout, clearTimeout, setInterval, clearInterval, Date, AbortSignal.timeout, delay], real);
  assert.deepEqual(Object.getOwnPropertyDescriptor(performance, "now"), own);
});

test("a timer that a library keeps goes on in real time when it is refreshed", async () => {
  let fired = () => {};
  const timer = await inVirtualTime(async () => setTimeout(() => fired(), 1));
  const keepAlive = setInterval(() => {}, 1000);
  const again = new Promise<void>((resolve) => {
    fired = resolve;
  });
  timer.refresh();
  await again;
  clearInterval(keepAlive);
});

test("time cannot be virtual twice", async () => {
  await inVirtualTime(() =>
    assert.rejects(
      inVirtualTime(async () => {}),
      TypeError,
    ),
  );
});

test.run();
