import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { test } from "uvu";
import { ANSWER, type Answer, ask, MISSING, SCAN, testRecorder } from "../../support/recorder_bench.ts";

const odd: Readonly<Record<string, Answer>> = {
  "the answer cannot be unpacked": (_request, response) => {
    response.writeHead(200, { "content-type": "application/protobuf", "content-encoding": "gzip" });
    response.end(gzipSync(ANSWER).subarray(0, -20));
  },
  "the answer is packed by br": (_request, response) => {
    response.writeHead(200, { "content-type": "application/protobuf", "content-encoding": "br" });
    response.end(ANSWER);
  },
  "the answer is application/json": (_request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end("{}");
  },
  "the answer has no length": (_request, response) => {
    response.socket?.end(`HTTP/1.1 200 OK\r\ncontent-type: application/protobuf\r\n\r\n${ANSWER}`);
  },
  "": (_request, response) => {
    response.writeHead(500, { "content-type": "application/json" });
    response.end("{}");
  },
};
for (const [trouble, answer] of Object.entries(odd)) {
  testRecorder(
    `the client gets what the server said, and nothing is recorded: ${trouble || "it failed"}`,
    async ({ recorder, port }) => {
      const scan = recorder.open(port);
      const { status, body } = await ask(recorder, SCAN, { token: scan.token, body: "scan it" });
      assert.equal(status, trouble === "" ? 500 : 200);
      assert.ok(body.length > 0);
      assert.equal(await scan.take(), undefined);
      assert.equal(scan.trouble ?? "", trouble);
    },
    { answer },
  );
}

testRecorder("a client that scans twice is not recorded", async ({ recorder, port }) => {
  const scan = recorder.open(port);
  for (const body of ["one", "two"]) await ask(recorder, SCAN, { token: scan.token, body });
  assert.equal(await scan.take(), undefined);
  assert.equal(scan.trouble, "it was asked about more than once");
});

testRecorder(
  "a connection that the server cuts is cut for the client, too, and nothing is recorded",
  async ({ recorder, port }) => {
    const scan = recorder.open(port);
    await assert.rejects(ask(recorder, SCAN, { token: scan.token, body: "scan it" }), /aborted|hang up/);
    assert.equal(await scan.take(), undefined);
    const gone = recorder.open(1);
    await assert.rejects(ask(recorder, SCAN, { token: gone.token, body: "scan it" }), /hang up|ECONNRESET/);
    assert.equal(await gone.take(), undefined);
  },
  {
    answer(_request, response) {
      response.writeHead(200, { "content-type": "application/protobuf", "content-length": "1000" });
      response.write("half");
      setImmediate(() => response.destroy());
    },
  },
);

testRecorder("a client that breaks off leaves nothing behind", async ({ recorder, port, seen, begun }) => {
  const scan = recorder.open(port);
  const socket = connect(Number(new URL(recorder.url).port), "127.0.0.1");
  socket.write(`POST ${SCAN} HTTP/1.1\r\nhost: x\r\ntrivy-token: ${scan.token}\r\ncontent-length: 1000\r\n\r\nhalf`);
  while (begun.length === 0) await new Promise((resolve) => setImmediate(resolve));
  socket.destroy();
  await ask(recorder, MISSING, { token: scan.token });
  assert.deepEqual(
    seen.map(({ path }) => path),
    [MISSING],
  );
  assert.equal(await scan.take(), undefined);
});

testRecorder("a body without a token is not read to its end", async ({ recorder, port, seen }) => {
  recorder.open(port);
  const socket = connect(Number(new URL(recorder.url).port), "127.0.0.1");
  socket.on("error", () => {});
  socket.write(`POST ${SCAN} HTTP/1.1\r\nhost: x\r\ncontent-length: 100000000000\r\n\r\n`);
  const [head] = (await once(socket, "data")) as [Buffer];
  assert.match(String(head), /^HTTP\/1\.1 401 /);
  await once(socket, "close");
  assert.deepEqual(seen, []);
});

test.run();
