import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import { join } from "node:path";
import { test } from "uvu";
import { createHttp } from "#core/services/mod.ts";
import { testContext } from "#core/testing/mod.ts";
import { startRegistry } from "#demo/registry/mod.ts";
import { mayBePlain } from "#plugins/lib/clients/registry/endpoint.ts";
import { openRegistry } from "#plugins/lib/clients/registry/mod.ts";
import { makeCertificate } from "#support/certificate.ts";
import { testWith } from "#support/needs.ts";
import { catchScanError } from "#support/scan_error.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { image, refer, withClient, withRegistry } from "./support/with_registry.ts";

/** A registry with a certificate that it has signed itself, and an image in it. */
async function startOwnRegistry(folder: string) {
  const { key, cert } = makeCertificate(folder);
  const server = createServer({ key, cert }, (_request, response) => {
    response.setHeader("docker-content-digest", image.manifest.digest).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address !== "string");
  return {
    cert,
    reference: refer(`127.0.0.1:${address.port}/team/app:1`),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

test("a login does not follow a redirect to another host", async () => {
  await withRegistry(
    async ({ fake, client, name }) => {
      const elsewhere = await startRegistry();
      elsewhere.add("team/app", "1", image);
      fake.setIntercept(({ path }, authorization) => {
        if (!path.includes("manifests")) return undefined;
        if (authorization === undefined) return { status: 401, headers: { "www-authenticate": "Basic realm=x" } };
        return { status: 307, headers: { location: `http://${elsewhere.host}${path}` } };
      });
      try {
        assert.equal((await client.fetchDescriptor(name("team/app:1"))).digest, image.manifest.digest);
        assert.equal(fake.requests.at(-1)?.headers.authorization, "Basic");
        assert.deepEqual(
          elsewhere.requests.map(({ headers }) => headers.authorization),
          [undefined],
        );
      } finally {
        await elsewhere.close();
      }
    },
    { env: { HOME: "/nonexistent", TRIVY_USERNAME: "user", TRIVY_PASSWORD: "pass-word" } },
  );
});

testWith(
  test,
  ["openssl"],
  "a registry with a certificate of its own is reached with its CA, or insecurely, and else not",
  async () => {
    await inTempFolder(async (folder) => {
      const { cert, reference, close } = await startOwnRegistry(folder);
      try {
        for (const options of [{ ca: cert }, { insecure: true }]) {
          await withClient(options, async (client) => {
            assert.equal((await client.fetchDescriptor(reference)).digest, image.manifest.digest);
          });
        }
        await withClient({}, async (client) => {
          const error = await catchScanError(() => client.fetchDescriptor(reference));
          assert.equal(error.code, "REGISTRY_CERTIFICATE");
          assert.match(error.message, /certificate is not trusted/);
        });
      } finally {
        close();
      }
    });
  },
);

test("plain HTTP is for this machine, private networks and local names, as with Trivy; for nobody else", () => {
  const plain = [
    "127.0.0.2:5000",
    "127.9.9.9",
    "[::1]:5000",
    "localhost:5000",
    "reg.localhost:5000",
    "10.1.2.3",
    "172.16.0.1",
  ];
  for (const host of [...plain, "172.31.255.9:5000", "192.168.1.1:80", "nas.local", "nas.local:5000"]) {
    assert.ok(mayBePlain(host), host);
  }
  for (const host of [
    "172.15.0.1",
    "172.32.0.1",
    "11.0.0.1",
    "192.169.0.1",
    "10.example.com",
    "evil-localhost",
    "local.com",
  ]) {
    assert.ok(!mayBePlain(host), host);
  }
});

/** A proxy that takes every host for one registry, which speaks plain HTTP. */
async function startProxy(registry: string) {
  const proxy = createHttpServer();
  proxy.on("connect", (_request, client: Socket) => {
    const [, port] = registry.split(":");
    const upstream = connect(Number(port), "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      client.pipe(upstream).pipe(client);
    });
    upstream.on("error", () => client.destroy());
    client.on("error", () => upstream.destroy());
  });
  await once(proxy.listen(0, "127.0.0.1"), "listening");
  const { port } = proxy.address() as AddressInfo;
  return { address: `127.0.0.1:${port}`, close: () => proxy.close() };
}

test("a registry in a private network that has no TLS is asked without; one of the internet is not", async () => {
  await withRegistry(async ({ fake }) => {
    const proxy = await startProxy(fake.host);
    const env = { HTTP_PROXY: proxy.address, HTTPS_PROXY: proxy.address };
    const { http, close } = createHttp({ env, retries: 0 });
    try {
      await withClient({ http }, async (client) => {
        const ask = (host: string) => client.fetchDescriptor(refer(`${host}/team/app:1`));
        for (const host of ["10.1.2.3:5000", "172.16.0.1:5000", "192.168.1.1:5000", "nas.local:5000"]) {
          assert.equal((await ask(host)).digest, image.manifest.digest, host);
        }
        const asked = fake.requests.length;
        for (const host of ["11.0.0.1:5000", "registry.invalid:5000"]) {
          assert.match((await catchScanError(() => ask(host))).code, /^REGISTRY_/, host);
        }
        assert.equal(fake.requests.length, asked);
      });
    } finally {
      await close();
      proxy.close();
    }
  });
});

testWith(test, ["openssl"], "SSL_CERT_FILE and SSL_CERT_DIR say what is trusted, as with Go", async () => {
  await inTempFolder(async (folder) => {
    const { cert, reference, close } = await startOwnRegistry(folder);
    const certificates = join(folder, "certs");
    await mkdir(certificates);
    await writeFile(join(certificates, "own.pem"), `# ours\n${cert}`);
    await writeFile(join(certificates, "odd.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    const context = testContext();
    const ask = async (env: Record<string, string>) => {
      const client = await openRegistry(context.ctx, { insecure: false, env: { HOME: "/nonexistent", ...env } });
      return client.fetchDescriptor(reference);
    };
    try {
      for (const env of [{ SSL_CERT_FILE: join(certificates, "own.pem") }, { SSL_CERT_DIR: `/gone:${certificates}` }]) {
        assert.equal((await ask(env)).digest, image.manifest.digest);
      }
      for (const env of [{ SSL_CERT_FILE: "/gone.pem" }, { SSL_CERT_FILE: "/gone.pem", SSL_CERT_DIR: "/gone" }]) {
        assert.equal((await catchScanError(() => ask(env))).code, "REGISTRY_CERTIFICATE");
      }
    } finally {
      await context.close();
      close();
    }
  });
});

test.run();
