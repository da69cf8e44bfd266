import assert from "node:assert/strict";
import { once } from "node:events";
import type { RequestListener, ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { suite } from "uvu";
import { isScanError } from "../../../core/errors/mod.ts";
import { type CreateHttpOptions, createExec, createHttp } from "../../../core/services/mod.ts";
import { startServer, type TestServer } from "./_server.ts";
import { assertRejects, fixture } from "./_support.ts";

const QUICK = { minDelayMs: 1, maxDelayMs: 20, env: {} } satisfies CreateHttpOptions;

/** A server and a client for one test. */
async function inTest(
  handle: Parameters<typeof startServer>[0],
  work: (tools: TestServer & ReturnType<typeof createHttp>) => Promise<void>,
  options: CreateHttpOptions = {},
): Promise<void> {
  const server = await startServer(handle);
  const client = createHttp({ ...QUICK, ...options });
  try {
    await work({ ...server, ...client, close: client.close });
  } finally {
    await client.close();
    server.close();
  }
}

const ok: RequestListener = (_request, response) => void response.end("ok");

function answer(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, headers).end(`status ${status}`);
}

const queue = suite("queue");

queue("http() gives one host so many requests at a time, and no more", async () => {
  let waiting: ServerResponse[] = [];
  let most = 0;
  async function handle(_request: unknown, response: ServerResponse): Promise<void> {
    most = Math.max(most, waiting.push(response));
    if (waiting.length < 3) return;
    // Time for requests over the width to show up.
    await delay(20);
    for (const one of waiting.splice(0)) one.end("ok");
  }
  await inTest(
    handle,
    async ({ http, url }) => {
      const calls = Array.from({ length: 12 }, async () => (await http(url)).text());
      assert.deepEqual(new Set(await Promise.all(calls)), new Set(["ok"]));
    },
    { perHost: 3 },
  );
  assert.equal(most, 3);
  waiting = [];
});

queue("http() has a queue for each host: a slow one does not stop another", async () => {
  const held: ServerResponse[] = [];
  const work = async ({ http, url }: TestServer & ReturnType<typeof createHttp>) => {
    const other = await startServer(ok);
    const slow = http(url);
    assert.equal(await (await http(other.url)).text(), "ok");
    other.close();
    for (const response of held) response.end("late");
    assert.equal(await (await slow).text(), "late");
  };
  await inTest((_request, response) => void held.push(response), work, { perHost: 1 });
});

queue("http() gives the place in the queue back when a body is cancelled", async () => {
  const work = async ({ http, url }: TestServer & ReturnType<typeof createHttp>) => {
    for (let index = 0; index < 3; index += 1) await (await http(url)).body?.cancel();
    assert.equal((await (await http(url)).text()).length, 1_000_000);
  };
  await inTest((_request, response) => void response.end("x".repeat(1_000_000)), work, { perHost: 1 });
});

queue.run();

const answers = suite("answers");

answers("http() returns answers of any status, with headers and the last address", async () => {
  await inTest(
    (request, response) => (request.url === "/a" ? answer(response, 302, { location: "/b" }) : answer(response, 404)),
    async ({ http, url }) => {
      const response = await http(new URL("/a", url));
      assert.deepEqual(
        [response.status, response.ok, response.url, response.redirected],
        [404, false, `${url}/b`, true],
      );
      assert.equal(response.headers.get("content-length"), null);
      assert.equal(await response.text(), "status 404");
      assert.equal(await (await http(url, { method: "HEAD" })).text(), "");
    },
  );
});

answers("http() gives large bodies as they come", async () => {
  const chunk = Buffer.alloc(100_000, "x");
  await inTest(
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

answers.run();

const retries = suite("retries");

retries("http() repeats GET after 503 and 429 until there is an answer", async () => {
  await inTest(
    (_request, response, number) => answer(response, [503, 429, 502, 504][number - 1] ?? 200),
    async ({ http, url, requests }) => {
      assert.equal((await http(url)).status, 200);
      assert.equal(requests.length, 5);
    },
  );
});

retries("http() returns the last answer when all tries are used up", async () => {
  await inTest(
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

retries("http() does not repeat other statuses", async () => {
  await inTest(
    (_request, response) => answer(response, 500),
    async ({ http, url, requests }) => {
      assert.equal((await http(url)).status, 500);
      assert.equal(requests.length, 1);
    },
  );
});

retries("http() waits as long as Retry-After says, in seconds", async () => {
  await inTest(
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

retries("http() waits until the date of Retry-After", async () => {
  let until = 0;
  await inTest(
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

retries("http() waits no longer than its own limit", async () => {
  await inTest(
    (_request, response, number) => answer(response, number > 1 ? 200 : 429, { "retry-after": "3600" }),
    async ({ http, url }) => assert.equal((await http(url)).status, 200),
  );
});

retries("http() returns the answer at once when the time would not suffice for another try", async () => {
  await inTest(
    (_request, response) => answer(response, 503),
    async ({ http, url, requests }) => {
      assert.equal((await http(url, { timeoutMs: 5000 })).status, 503);
      assert.equal(requests.length, 1);
    },
    { minDelayMs: 60_000, maxDelayMs: 60_000 },
  );
});

retries("http() repeats POST only when the server asks for it, with the same body", async () => {
  await inTest(
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

retries("http() sends a stream once", async () => {
  await inTest(
    (_request, response) => answer(response, 503),
    async ({ http, url, requests }) => {
      const body = new Blob(["streamed"]).stream();
      assert.equal((await http(url, { method: "PUT", body, duplex: "half" })).status, 503);
      assert.deepEqual(requests, [{ method: "PUT", path: "/", body: "streamed" }]);
    },
  );
});

retries("http() repeats GET after a broken connection, but not POST", async () => {
  await inTest(
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

retries.run();

const failures = suite("failures");

failures("http() says in words why there is no answer, without user info and query", async () => {
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

failures("http() ends a request that takes too long, also one that stops in the middle of the body", async () => {
  await inTest(
    (request, response) => void (request.url === "/body" && response.write("a part")),
    async ({ http, url }) => {
      const message = `GET ${url}/ failed: timed out after 0.05 s`;
      await assertRejects(http(url, { timeoutMs: 50 }), "HTTP_FAILED", message);
      const response = await http(`${url}/body`, { timeoutMs: 200 });
      await assertRejects(response.text(), "HTTP_FAILED", `GET ${url}/body failed: timed out after 0.2 s`);
    },
  );
});

failures("http() says that the connection broke in the middle of the body", async () => {
  await inTest(
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

failures("http() ends when the caller's signal or the run's fires", async () => {
  const run = new AbortController();
  await inTest(
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

failures("http() does not go on repeating after an abort", async () => {
  const own = new AbortController();
  await inTest(
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

failures("close() ends what is under way, and leaves nothing that keeps the process alive", async () => {
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

failures.run();
