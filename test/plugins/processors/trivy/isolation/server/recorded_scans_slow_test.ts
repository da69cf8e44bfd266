import assert from "node:assert/strict";
import { test } from "uvu";
import { serverIsolation } from "#plugins/processors/trivy/isolation/server/server_isolation.ts";
import { lastPid, testServer } from "../../support/server_bench.ts";

testServer("scans that are recorded go through the recorder, each with a token of its own", async (bench) => {
  const isolation = serverIsolation({ ...bench.options, records: true });
  const scan = () =>
    isolation.use(async ({ args, settings, takeRecording }) => {
      const [, url = ""] = args;
      const health = await fetch(`${url}/healthz`);
      return { url, token: settings?.TRIVY_TOKEN, health: await health.text(), recording: await takeRecording?.() };
    });
  const [one, two] = await Promise.all([scan(), scan()]);
  const [start] = await bench.starts();
  assert.equal(one.url, two.url);
  assert.notEqual(new URL(one.url).port, start?.port);
  assert.equal(new Set([one.token, two.token, start?.token]).size, 3);
  assert.deepEqual([one.health, two.health], ["ok", "ok"]);
  assert.equal(one.recording, undefined, "nothing was asked for");
  await isolation.dispose();
  await assert.rejects(fetch(`${one.url}/healthz`));
});

testServer("a server that is started again is found by the recorder", async (bench) => {
  const isolation = serverIsolation({ ...bench.options, records: true });
  let tries = 0;
  const url = await isolation.use(async ({ args }) => {
    tries += 1;
    const [, address = ""] = args;
    if (tries === 1) process.kill(await lastPid(bench), "SIGKILL");
    while ((await bench.starts()).length < 2) await fetch(`${address}/healthz`).catch(() => {});
    if (tries === 1) throw new Error("connection refused");
    assert.equal(await (await fetch(`${address}/healthz`)).text(), "ok");
    return address;
  });
  assert.equal(tries, 2);
  await isolation.dispose();
  await assert.rejects(fetch(`${url}/healthz`));
});

test.run();
