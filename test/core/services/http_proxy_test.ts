import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { join } from "node:path";
import { test } from "uvu";
import { isScanError } from "../../../core/errors/mod.ts";
import { createHttp } from "../../../core/services/mod.ts";
import { testWith } from "../../support/needs.ts";
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

test("createHttp() says that a proxy's address is not valid", () => {
  assert.throws(
    () => createHttp({ env: { https_proxy: "http://:0:0" } }),
    (error) => isScanError(error) && error.code === "USAGE" && error.usage,
  );
});

testWith(test, ["openssl"], "http() says that a certificate is not trusted", async () => {
  const dir = makeTempDir();
  const [key, cert] = [join(dir, "key"), join(dir, "cert")];
  const args = ["-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1", "-keyout", key, "-out", cert];
  execFileSync("openssl", ["req", "-x509", ...args], { stdio: "ignore" });
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, ok);
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const { http, close } = createHttp(QUICK);
  const message = `GET https://127.0.0.1:${port}/ failed: the certificate is not trusted`;
  await assertRejects(http(`https://127.0.0.1:${port}`), "HTTP_FAILED", message);
  await close();
  server.close();
});

test.run();
