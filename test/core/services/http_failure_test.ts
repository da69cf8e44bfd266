import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "uvu";
import { isScanError } from "#core/errors/mod.ts";
import { createExec, createHttp } from "#core/services/mod.ts";
import { answer, ok, QUICK, withHttp } from "./_http_support.ts";
import { startServer } from "./_server.ts";
import { assertRejects, fixture } from "./_support.ts";

test("http() says in words why there is no answer, without user info and query", async () => {
  const { http, close } = createHttp(QUICK);
  const closed = await startServer(ok);
  closed.close();
  const refused = `GET ${closed.url}/a failed: connection refused`;
  await assertRejects(http(`${closed.url}/a?token=x#y`), "HTTP_FAILED", refused);
  const error = await http(closed.url).catch((thrown) => thrown);
  assert.ok(isScanError(error) && error.retryable);
  assert.equal(error.cause instanceof TypeError, true);
  await assert.rejects(http("https://user:pw@example.com/"), (thrown) => {
    assert.ok(thrown instanceof TypeError);
    assert.equal(/user:|pw/.test(thrown.message), false);
    return true;
  });
  for (const bad of ["ftp://example.com", "example.com", ""]) await assert.rejects(http(bad), TypeError);
  await close();
});

test("http() ends a request that takes too long, also one that stops in the middle of the body", async () => {
  await withHttp(
    (request, response) => void (request.url === "/body" && response.write("a part")),
    async ({ http, url }) => {
      const message = `GET ${url}/ failed: timed out after 0.05 s`;
      await assertRejects(http(url, { timeoutMs: 50 }), "HTTP_FAILED", message);
      const text = http(`${url}/body`, { timeoutMs: 300 }).then((response) => response.text());
      await assertRejects(text, "HTTP_FAILED", `GET ${url}/body failed: timed out after 0.3 s`);
    },
  );
});

test("http() says that the connection broke in the middle of the body", async () => {
  await withHttp(
    (request, response) => {
      response.writeHead(200, { "content-length": "100" }).write("a part");
      setImmediate(() => request.socket.destroy());
    },
    async ({ http, url }) => {
      const response = await http(url);
      const message = `GET ${url}/ failed: the connection was closed by the other side`;
      await assertRejects(response.text(), "HTTP_FAILED", message);
    },
  );
});

test("http() ends when the caller's signal or the run's fires", async () => {
  const run = new AbortController();
  await withHttp(
    () => {},
    async ({ http, url, server, requests }) => {
      const own = new AbortController();
      const call = http(url, { signal: own.signal });
      await once(server, "request");
      own.abort();
      await assertRejects(call, "HTTP_FAILED", `GET ${url}/ failed: it was aborted`);

      const other = http(url);
      await once(server, "request");
      run.abort(new Error("enough"));
      await assertRejects(other, "ABORTED", "The run was interrupted: enough");
      await assertRejects(http(url), "ABORTED");
      assert.equal(requests.length, 2);
    },
    { signal: run.signal },
  );
});

test("http() does not go on repeating after an abort", async () => {
  const own = new AbortController();
  await withHttp(
    (_request, response) => {
      response.on("close", () => own.abort());
      answer(response, 503);
    },
    async ({ http, url, requests }) => {
      await assertRejects(http(url, { signal: own.signal }), "HTTP_FAILED", `GET ${url}/ failed: it was aborted`);
      assert.equal(requests.length, 1);
    },
    { minDelayMs: 30_000, maxDelayMs: 30_000 },
  );
});

test("close() ends what is under way, and leaves nothing that keeps the process alive", async () => {
  const server = await startServer((request, response) => {
    if (request.url === "/hang") return;
    response.end("x".repeat(request.url === "/unread" ? 1_000_000 : 1));
  });
  const args = ["--import", "tsx", fixture("fetch_and_close.ts"), server.url];
  const { stdout, stderr, failed } = await createExec().exec(process.execPath, args, { timeoutMs: 20_000 });
  server.close();
  assert.equal(failed, false, stderr);
  assert.equal(stdout, "ABORTED");
});

test.run();
