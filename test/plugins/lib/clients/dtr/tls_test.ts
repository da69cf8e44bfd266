import assert from "node:assert/strict";
import { test } from "uvu";
import { type Certificate, makeCertificate } from "#support/certificate.ts";
import { testWith } from "#support/needs.ts";
import { catchScanError } from "#support/scan_error.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { SCAN, TAG, type WithClientOptions, withClient } from "./support/with_client.ts";

type Choose = (certificate: Certificate) => WithClientOptions;

function testTls(name: string, choose: Choose, work: Parameters<typeof withClient>[1]): void {
  testWith(test, ["openssl"], name, () =>
    inTempFolder(async (folder) => {
      const certificate = makeCertificate(folder);
      const { key, cert } = certificate;
      await withClient({ dtr: { tls: { key, cert } }, ...choose(certificate) }, work);
    }),
  );
}

testTls(
  "a certificate that DTR has signed itself is refused, with a hint, and nothing was sent",
  () => ({}),
  async ({ client, dtr, logs }) => {
    const error = await catchScanError(() => client.getTag(TAG));
    assert.deepEqual([error.code, error.retryable], ["DTR_TLS", false]);
    assert.match(error.message, /^Cannot look at "acme\/app:1\.0": .+ the certificate is not trusted$/);
    assert.match(error.hint ?? "", /`ca`.+`insecure`/);
    assert.deepEqual([dtr.requests.length, logs.length], [0, 0]);
  },
);

testTls(
  "it is accepted with `ca`, without a warning",
  ({ certFile }) => ({ client: { ca: certFile } }),
  async ({ client, dtr, logs }) => {
    assert.match(client.url, /^https:/);
    assert.equal((await client.getTag(TAG)).length, 1);
    await client.requestScan(SCAN);
    assert.deepEqual([dtr.scans.length, logs], [1, []]);
  },
);

testTls(
  "it is accepted with `insecure`, with a warning",
  () => ({ client: { insecure: true } }),
  async ({ client, dtr, logs }) => {
    assert.equal((await client.getTag(TAG)).length, 1);
    assert.equal(logs.length, 1);
    assert.match(logs[0] ?? "", /^warn: .+insecure/);
    assert.ok(logs[0]?.includes(dtr.url));
  },
);

testTls(
  "it is accepted when the system trusts it",
  ({ certFile }) => ({ env: { SSL_CERT_FILE: certFile } }),
  async ({ client, logs }) => {
    assert.equal((await client.getTag(TAG)).length, 1);
    assert.deepEqual(logs, []);
  },
);

testTls(
  "a DTR that speaks no TLS, or another one, is told as what it is",
  ({ certFile }) => ({ dtr: {}, client: { ca: certFile } }),
  async ({ dtr }) => {
    await withClient({ client: { url: `https://${dtr.host}` } }, async ({ client }) => {
      const error = await catchScanError(() => client.getTag(TAG));
      assert.equal(error.code, "DTR_UNREACHABLE");
      assert.match(error.message, /does not speak TLS$/);
    });
  },
);

test.run();
