import assert from "node:assert/strict";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { test } from "uvu";
import { answer, type HttpTools, ok, withHttp } from "./_http_support.ts";
import { startServer } from "./_server.ts";

test("http() gives one host so many requests at a time, and no more", async () => {
  const waiting: ServerResponse[] = [];
  let most = 0;
  async function handle(_request: unknown, response: ServerResponse): Promise<void> {
    most = Math.max(most, waiting.push(response));
    if (waiting.length < 3) return;
    // Time for requests over the width to show up.
    await delay(20);
    for (const one of waiting.splice(0)) one.end("ok");
  }
  await withHttp(
    handle,
    async ({ http, url }) => {
      const calls = Array.from({ length: 12 }, async () => (await http(url)).text());
      assert.deepEqual(new Set(await Promise.all(calls)), new Set(["ok"]));
    },
    { perHost: 3 },
  );
  assert.equal(most, 3);
});

test("http() gives requests with the same settings a queue of their own width, which they share", async () => {
  const waiting: ServerResponse[] = [];
  let most = 0;
  async function handle(_request: unknown, response: ServerResponse): Promise<void> {
    most = Math.max(most, waiting.push(response));
    if (waiting.length < 2) return;
    // Time for requests over the width to show up.
    await delay(20);
    for (const one of waiting.splice(0)) one.end("ok");
  }
  await withHttp(handle, async ({ http, url }) => {
    // Each call with an object of its own, as plugins do.
    const calls = Array.from({ length: 8 }, async () => (await http(url, { connection: { perHost: 2 } })).text());
    assert.deepEqual(new Set(await Promise.all(calls)), new Set(["ok"]));
  });
  assert.equal(most, 2);
});

test("http() has a queue for each host: a slow one does not stop another", async () => {
  const held: ServerResponse[] = [];
  const work = async ({ http, url }: HttpTools) => {
    const other = await startServer(ok);
    const slow = http(url);
    assert.equal(await (await http(other.url)).text(), "ok");
    other.close();
    for (const response of held) response.end("late");
    assert.equal(await (await slow).text(), "late");
  };
  await withHttp((_request, response) => void held.push(response), work, { perHost: 1 });
});

test("http() gives the place in the queue back when a body is cancelled", async () => {
  const work = async ({ http, url }: HttpTools) => {
    for (let index = 0; index < 3; index += 1) await (await http(url)).body?.cancel();
    assert.equal((await (await http(url)).text()).length, 1_000_000);
  };
  await withHttp((_request, response) => void response.end("x".repeat(1_000_000)), work, { perHost: 1 });
});

test("http() keeps the connection after a HEAD as after a GET", async () => {
  const work = async ({ http, url, server }: HttpTools) => {
    const connections = new Set<unknown>();
    server.on("connection", (socket) => connections.add(socket));
    for (const method of ["HEAD", "GET", "HEAD", "HEAD"]) await (await http(url, { method })).text();
    assert.equal(connections.size, 1);
  };
  await withHttp(ok, work, { perHost: 1 });
});

test("http() returns answers of any status, with headers and the last address", async () => {
  await withHttp(
    (request, response) =>
      request.url === "/a" ? answer(response, 302, { location: "/b" }) : answer(response, 404, { "x-test": "yes" }),
    async ({ http, url }) => {
      const response = await http(new URL("/a", url));
      assert.deepEqual(
        [response.status, response.ok, response.url, response.redirected],
        [404, false, `${url}/b`, true],
      );
      assert.equal(response.headers.get("x-test"), "yes");
      assert.equal(await response.text(), "status 404");
      assert.equal(await (await http(url, { method: "HEAD" })).text(), "");
    },
  );
});

test("http() gives large bodies as they come", async () => {
  const chunk = Buffer.alloc(100_000, "x");
  await withHttp(
    async (_request, response) => {
      for (let index = 0; index < 50; index += 1) if (!response.write(chunk)) await once(response, "drain");
      response.end();
    },
    async ({ http, url }) => {
      let size = 0;
      for await (const part of (await http(url)).body ?? []) size += part.length;
      assert.equal(size, 5_000_000);
    },
  );
});

test.run();
