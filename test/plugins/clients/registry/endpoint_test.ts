import assert from "node:assert/strict";
import { createServer } from "node:https";
import { test } from "uvu";
import { startRegistry } from "../../../../configs/demo/registry/mod.ts";
import { makeCertificate } from "../../../support/certificate.ts";
import { testWith } from "../../../support/needs.ts";
import { catchScanError } from "../../../support/scan_error.ts";
import { inTempFolder } from "../../../support/temp_folder.ts";
import { image, refer, withClient, withRegistry } from "./support/with_registry.ts";

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
      const { key, cert } = makeCertificate(folder);
      const server = createServer({ key, cert }, (_request, response) => {
        response.setHeader("docker-content-digest", image.manifest.digest).end();
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const address = server.address();
      assert.ok(address !== null && typeof address !== "string");
      const reference = refer(`127.0.0.1:${address.port}/team/app:1`);
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
        server.close();
        server.closeAllConnections();
      }
    });
  },
);

test.run();
