import assert from "node:assert/strict";
import { test } from "uvu";
import { answer, ok, withHttp } from "./_http_support.ts";
import { assertRejects } from "./_support.ts";

test("http() repeats GET after 503 and 429 until there is an answer", async () => {
  await withHttp(
    (_request, response, number) => answer(response, [503, 429, 502, 504][number - 1] ?? 200),
    async ({ http, url, requests }) => {
      assert.equal((await http(url)).status, 200);
      assert.equal(requests.length, 5);
    },
  );
});

test("http() returns the last answer when all tries are used up", async () => {
  await withHttp(
    (_request, response) => answer(response, 503),
    async ({ http, url, requests }) => {
      const response = await http(url);
      assert.equal(response.status, 503);
      assert.equal(await response.text(), "status 503");
      assert.equal(requests.length, 3);
    },
    { retries: 2 },
  );
});

test("http() does not repeat other statuses", async () => {
  await withHttp(
    (_request, response) => answer(response, 500),
    async ({ http, url, requests }) => {
      assert.equal((await http(url)).status, 500);
      assert.equal(requests.length, 1);
    },
  );
});

test("http() waits as long as Retry-After says, in seconds", async () => {
  await withHttp(
    (_request, response, number) =>
      number > 1 ? ok(_request, response) : answer(response, 429, { "retry-after": "1" }),
    async ({ http, url }) => {
      const startedAt = performance.now();
      assert.equal((await http(url)).status, 200);
      assert.ok(performance.now() - startedAt >= 990);
    },
    { maxDelayMs: 30_000 },
  );
});

test("http() waits until the date of Retry-After", async () => {
  let until = 0;
  await withHttp(
    (request, response, number) => {
      if (number > 1) return ok(request, response);
      const date = new Date(Date.now() + 1500).toUTCString();
      until = Date.parse(date);
      answer(response, 503, { "retry-after": date });
    },
    async ({ http, url }) => {
      assert.equal((await http(url)).status, 200);
      assert.ok(Date.now() >= until - 10);
    },
    { maxDelayMs: 30_000 },
  );
});

test("http() does not come back before the server wants it to: the answer is returned", async () => {
  await withHttp(
    (_request, response) => answer(response, 429, { "retry-after": "3600" }),
    async ({ http, url, requests }) => {
      assert.equal((await http(url)).status, 429);
      assert.equal(requests.length, 1);
    },
  );
});

test("http() returns the answer at once when the time would not suffice for another try", async () => {
  await withHttp(
    (_request, response) => answer(response, 503),
    async ({ http, url, requests }) => {
      assert.equal((await http(url, { timeoutMs: 5000 })).status, 503);
      assert.equal(requests.length, 1);
    },
    { minDelayMs: 60_000, maxDelayMs: 60_000 },
  );
});

test("http() repeats POST only when the server asks for it, with the same body", async () => {
  await withHttp(
    (request, response, number) => {
      if (request.url === "/later") answer(response, number > 1 ? 200 : 429, { "retry-after": "0" });
      else answer(response, 503);
    },
    async ({ http, url, requests }) => {
      assert.equal((await http(`${url}/later`, { method: "post", body: "once more" })).status, 200);
      assert.deepEqual(
        requests.map(({ body }) => body),
        ["once more", "once more"],
      );
      assert.equal((await http(`${url}/broken`, { method: "POST", body: "x" })).status, 503);
      assert.equal(requests.length, 3);
    },
  );
});

test("http() sends a stream once", async () => {
  await withHttp(
    (_request, response) => answer(response, 503),
    async ({ http, url, requests }) => {
      const body = new Blob(["streamed"]).stream();
      assert.equal((await http(url, { method: "PUT", body, duplex: "half" })).status, 503);
      assert.deepEqual(requests, [{ method: "PUT", path: "/", body: "streamed" }]);
    },
  );
});

test("http() repeats GET after a broken connection, but not POST", async () => {
  await withHttp(
    (request, response, number) =>
      number < 3 || request.method === "POST" ? request.socket.destroy() : response.end("ok"),
    async ({ http, url, requests }) => {
      assert.equal(await (await http(url)).text(), "ok");
      assert.equal(requests.length, 3);
      const message = `POST ${url}/ failed: the connection was closed by the other side`;
      await assertRejects(http(url, { method: "POST", body: "x" }), "HTTP_FAILED", message);
      assert.equal(requests.length, 4);
    },
  );
});

test.run();
