import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import { test } from "uvu";
import { ANSWER, ask, MISSING, OWN, PUT_ARTIFACT, PUT_BLOB, SCAN, testRecorder } from "../../support/recorder_bench.ts";

testRecorder("a scan is handed on with the server's own token, and recorded as it was sent", async (bench) => {
  const { recorder, port, seen } = bench;
  const scan = recorder.open(port);
  const { token } = scan;
  await ask(recorder, MISSING, { token, body: "which?" });
  await ask(recorder, PUT_BLOB, { token, body: "layer 1" });
  await ask(recorder, PUT_BLOB, { token, body: "layer 2" });
  await ask(recorder, PUT_ARTIFACT, { token, body: "config" });
  const answer = await ask(recorder, SCAN, { token, body: "scan it", headers: { "accept-encoding": "gzip" } });
  assert.equal(answer.headers["content-encoding"], "gzip");
  assert.deepEqual(gunzipSync(answer.body), ANSWER);
  assert.deepEqual([...new Set(seen.map((one) => one.token))], [OWN]);
  assert.ok(!JSON.stringify(seen).includes(token));
  const recording = await scan.take();
  assert.equal(String(recording?.request), "scan it");
  assert.deepEqual(recording?.answer, ANSWER);
  assert.deepEqual(recording?.putBlobs.map(String), ["layer 1", "layer 2"]);
  assert.equal(String(recording?.putArtifact), "config");
  assert.equal(await scan.take(), undefined, "it is taken once");
});

testRecorder("scans at the same time are kept apart by their tokens", async ({ recorder, port }) => {
  const scans = Array.from({ length: 8 }, () => recorder.open(port));
  await Promise.all(
    scans.map(async ({ token }, index) => {
      await ask(recorder, PUT_BLOB, { token, body: `layer of ${index}` });
      await ask(recorder, SCAN, { token, body: `scan ${index}` });
    }),
  );
  for (const [index, scan] of scans.entries()) {
    const recording = await scan.take();
    assert.equal(String(recording?.request), `scan ${index}`);
    assert.deepEqual(recording?.putBlobs.map(String), [`layer of ${index}`]);
    assert.deepEqual(recording?.answer, ANSWER);
  }
});

testRecorder("who does not show the token of a scan at work gets nothing through", async ({ recorder, port, seen }) => {
  const [scan, other] = [recorder.open(port), recorder.open(port)];
  const [number = "", secret = ""] = scan.token.split(".");
  const [, others = ""] = other.token.split(".");
  const wrong = [undefined, "", OWN, number, secret, `${number}.`, `${number}.${others}`, `.${secret}`, `9.${secret}`];
  for (const token of [...wrong, `${scan.token}x`, `${number}.${secret.slice(1)}`]) {
    const { status } = await ask(recorder, SCAN, { body: "hello", ...(token !== undefined && { token }) });
    assert.equal(status, 401, `with the token ${token}`);
  }
  scan.close();
  assert.equal((await ask(recorder, SCAN, { token: scan.token, body: "late" })).status, 401);
  assert.deepEqual(seen, []);
});

testRecorder("paths outside of Trivy's protocol end here", async ({ recorder, port, seen }) => {
  const { token } = recorder.open(port);
  for (const path of ["/", "/debug/pprof", "/twirp/../healthz", "/twirp/a/b/c", "/twirp//x", `${SCAN}?x=1`, "*"]) {
    assert.equal((await ask(recorder, path, { token })).status, 404, path);
  }
  assert.equal((await ask(recorder, SCAN, { token, method: "GET" })).status, 404);
  assert.deepEqual(seen, []);
});

testRecorder("health and version are piped, without a token", async ({ recorder, port, seen }) => {
  assert.equal((await ask(recorder, "/healthz", { method: "GET" })).status, 503, "there is no server yet");
  const { token } = recorder.open(port);
  for (const path of ["/healthz", "/version"]) {
    assert.equal((await ask(recorder, path, { method: "GET", token })).status, 200);
  }
  assert.deepEqual(
    seen.map((one) => [one.path, one.token]),
    [
      ["/healthz", undefined],
      ["/version", undefined],
    ],
  );
});

testRecorder(
  "what is too large goes through whole, and is not recorded; the next scan is",
  async ({ recorder, port, seen }) => {
    const body = Buffer.alloc(300_000, "x");
    for (const size of [1, 2]) {
      const scan = recorder.open(port);
      const { token } = scan;
      if (size === 2) await ask(recorder, PUT_BLOB, { token, body });
      assert.deepEqual((await ask(recorder, SCAN, { token, body: "scan it" })).body, ANSWER);
      if (size === 2) assert.deepEqual(seen.at(-2)?.body, body);
      const recording = await scan.take();
      assert.equal(recording === undefined, size === 2);
      assert.equal(scan.trouble, size === 2 ? "it is too large" : undefined);
    }
    // What was given up is held no more: there is room for as many again.
    for (let count = 0; count < 10; count += 1) {
      const scan = recorder.open(port);
      await ask(recorder, PUT_BLOB, { token: scan.token, body: body.subarray(0, 90_000) });
      scan.close();
    }
    const scan = recorder.open(port);
    await ask(recorder, SCAN, { token: scan.token, body: "scan it" });
    assert.ok((await scan.take()) !== undefined);
  },
  { limits: { scanBytes: 100_000, totalBytes: 200_000 } },
);

test.run();
