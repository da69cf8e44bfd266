import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { test } from "uvu";
import { isScanError } from "#core/errors/mod.ts";
import { createHttp } from "#core/services/mod.ts";
import { makeCertificate } from "#support/certificate.ts";
import { testWith } from "#support/needs.ts";
import { ok, QUICK } from "./_http_support.ts";
import { startServer, type TestServer } from "./_server.ts";
import { assertRejects, makeTempDir } from "./_support.ts";

/** A proxy that takes every host for the one at `port`, and what it was asked for. */
async function startProxy(port: number): Promise<TestServer & { readonly hosts: string[] }> {
  const hosts: string[] = [];
  const proxy = await startServer((_request, response) => void response.writeHead(400).end());
  proxy.server.on("connect", (request, client) => {
    hosts.push(request.url ?? "");
    const upstream = connect(port, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      client.pipe(upstream).pipe(client);
    });
    upstream.on("error", () => client.destroy());
    client.on("error", () => upstream.destroy());
  });
  return { ...proxy, hosts };
}

test("http() goes through the proxy, except to this machine and to NO_PROXY", async () => {
  const server = await startServer(ok);
  const proxy = await startProxy(server.port);
  const env = { HTTP_PROXY: `127.0.0.1:${proxy.port}`, no_proxy: "direct.invalid" };
  const { http, close } = createHttp({ ...QUICK, retries: 0, env });
  assert.equal(await (await http("http://registry.invalid/v2/")).text(), "ok");
  assert.deepEqual(proxy.hosts, ["registry.invalid:80"]);
  assert.equal(await (await http(server.url)).text(), "ok");
  await assertRejects(http("http://direct.invalid/"), "HTTP_FAILED");
  assert.deepEqual(proxy.hosts, ["registry.invalid:80"]);
  await close();
  proxy.close();
  server.close();
});

test("of a proxy's variables the one in upper case comes first, as in Go; an empty one hides none", async () => {
  const server = await startServer(ok);
  const proxy = await startProxy(server.port);
  const address = `127.0.0.1:${proxy.port}`;
  for (const env of [
    { HTTP_PROXY: address, http_proxy: "127.0.0.1:9", NO_PROXY: "direct.invalid", no_proxy: "registry.invalid" },
    { HTTP_PROXY: address, http_proxy: "", NO_PROXY: "direct.invalid", no_proxy: "" },
    { HTTP_PROXY: "", http_proxy: address, NO_PROXY: "", no_proxy: "direct.invalid" },
  ]) {
    const { http, close } = createHttp({ ...QUICK, retries: 0, env });
    assert.equal(await (await http("http://registry.invalid/v2/")).text(), "ok");
    await assertRejects(http("http://direct.invalid/"), "HTTP_FAILED");
    await close();
  }
  assert.deepEqual(new Set(proxy.hosts), new Set(["registry.invalid:80"]));
  proxy.close();
  server.close();
});

test("createHttp() says that a proxy's address is not valid", () => {
  assert.throws(
    () => createHttp({ env: { https_proxy: "http://:0:0" } }),
    (error) => isScanError(error) && error.code === "USAGE" && error.usage,
  );
});

/** Runs work with a server whose certificate it has signed itself. */
async function withTlsServer(work: (server: { port: number; cert: string }) => Promise<void>): Promise<void> {
  const { key, cert } = makeCertificate(makeTempDir());
  const server = createServer({ key, cert }, ok);
  await once(server.listen(0, "127.0.0.1"), "listening");
  try {
    await work({ port: (server.address() as AddressInfo).port, cert });
  } finally {
    server.close();
  }
}

testWith(test, ["openssl"], "http() trusts a certificate only with its CA, or when told to trust any", async () => {
  await withTlsServer(async ({ port, cert }) => {
    const { http, close } = createHttp(QUICK);
    const url = `https://127.0.0.1:${port}`;
    const message = `GET ${url}/ failed: the certificate is not trusted`;
    await assertRejects(http(url), "HTTP_FAILED", message);
    assert.equal(await (await http(url, { connection: { ca: cert } })).text(), "ok");
    assert.equal(await (await http(url, { connection: { insecure: true } })).text(), "ok");
    // What one request trusts is nothing to the others.
    await assertRejects(http(url), "HTTP_FAILED", message);
    await close();
  });
});

testWith(test, ["openssl"], "http() trusts a CA also for a host behind a proxy", async () => {
  await withTlsServer(async ({ port, cert }) => {
    const proxy = await startProxy(port);
    const { http, close } = createHttp({ ...QUICK, retries: 0, env: { HTTPS_PROXY: `127.0.0.1:${proxy.port}` } });
    const url = "https://behind.invalid/";
    await assertRejects(http(url), "HTTP_FAILED", `GET ${url} failed: the certificate is not trusted`);
    const wrongHost = `GET ${url} failed: the certificate is for another host`;
    await assertRejects(http(url, { connection: { ca: cert } }), "HTTP_FAILED", wrongHost);
    assert.equal(await (await http(url, { connection: { insecure: true } })).text(), "ok");
    assert.equal(proxy.hosts.length, 3);
    await close();
    proxy.close();
  });
});

test.run();
