import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { catchScanError } from "#support/scan_error.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { APP, collect, SCAN, TAG, withClient } from "./support/with_client.ts";

test("the client lists the repositories of a namespace, and the tags of a repository", async () => {
  await withClient({}, async ({ client }) => {
    const names = (await collect(client.listRepositories("acme"))).map(({ namespace, name }) => `${namespace}/${name}`);
    assert.deepEqual(names, ["acme/app", "acme/many", "acme/none", "acme/shown"]);
    const tags = await collect(client.listTags(APP));
    assert.deepEqual(
      tags.map(({ name }) => name),
      ["1.0", "2.0", "chart"],
    );
    assert.match(tags[0]?.digest ?? "", /^sha256:/);
    assert.deepEqual(await collect(client.listTags({ namespace: "acme", name: "none" })), []);
    assert.deepEqual(await collect(client.listRepositories("empty")), []);
  });
});

test("the client gives the manifests of a tag, with what DTR knows of their scans", async () => {
  await withClient({}, async ({ client, dtr }) => {
    const digest = dtr.find(TAG)?.[0]?.digest;
    assert.deepEqual(await client.getTag(TAG), [
      {
        name: "1.0",
        digest,
        os: "linux",
        architecture: "amd64",
        summary: {
          lastScanStatus: 6,
          checkCompletedAt: "2018-07-02T16:38:26.235343783Z",
          shouldRescan: false,
          critical: 2,
          major: 5,
          minor: 0,
        },
      },
    ]);
    const both = await client.getTag({ ...TAG, tag: "2.0" });
    assert.deepEqual(
      both.map(({ architecture, summary }) => [architecture, summary?.lastScanStatus, summary?.shouldRescan]),
      [
        ["amd64", undefined, undefined],
        ["arm64", 3, true],
      ],
    );
    const [chart] = await client.getTag({ ...TAG, tag: "chart" });
    assert.deepEqual(Object.keys(chart ?? {}).sort(), ["digest", "name"]);
  });
});

test("the client takes what is missing, null or empty in a tag for missing, and does not mind what it does not know", async () => {
  await withClient({}, async ({ client, dtr }) => {
    const body = [
      { name: "a", digest: "", manifest: { digest: null, os: "", architecture: null }, vuln_summary: null, news: [1] },
      { name: "b" },
      { name: "c", digest: "sha256:index", manifest: { digest: "sha256:image", os: "linux", size: 1.5 } },
    ];
    dtr.setIntercept(() => ({ status: 200, body: JSON.stringify(body) }));
    assert.deepEqual(await client.getTag(TAG), [
      { name: "a" },
      { name: "b" },
      { name: "c", digest: "sha256:image", os: "linux" },
    ]);
  });
});

test("the client asks for a scan of one manifest, and DTR's features tell whether it can", async () => {
  await withClient({}, async ({ client, dtr }) => {
    await client.requestScan(SCAN);
    assert.deepEqual(dtr.scans, [SCAN]);
    const { method, headers } = dtr.requests.at(-1) ?? {};
    assert.deepEqual([method, headers?.["content-length"], headers?.authorization], ["POST", "0", "Basic"]);
    const features = await client.getFeatures();
    assert.deepEqual(features, { scanningEnabled: true, scanningLicensed: true, dbVersion: "812" });
  });
});

test("every part of a path is encoded", async () => {
  const odd = { namespace: "a/b?c#d", repository: "e%2Ff g", tag: "h&i=j;k+l" };
  const contents = { [odd.namespace]: { [odd.repository]: { tags: { [odd.tag]: [{}] } } } };
  await withClient({ dtr: { contents } }, async ({ client, dtr }) => {
    const [repository] = await collect(client.listRepositories(odd.namespace));
    assert.deepEqual(repository, { namespace: odd.namespace, name: odd.repository });
    assert.deepEqual(
      (await collect(client.listTags({ namespace: odd.namespace, name: odd.repository }))).map(({ name }) => name),
      [odd.tag],
    );
    assert.equal((await client.getTag(odd)).length, 1);
    await client.requestScan({ ...odd, os: "linux", architecture: "amd64" });
    assert.equal(dtr.scans[0]?.tag, odd.tag);
    assert.ok(dtr.requests.every(({ query }) => !query.has("c") && !query.has("i")));
  });
});

test("a name that would change the path is refused before any request", async () => {
  await withClient({}, async ({ client, dtr }) => {
    for (const name of ["", ".", "..", "a\nb", "\ud800"]) {
      const error = await catchScanError(() => collect(client.listRepositories(name)));
      assert.equal(error.code, "DTR_NAME", JSON.stringify(name));
      assert.doesNotMatch(error.message, /[\n\ud800]/);
    }
    assert.equal(dtr.requests.length, 0);
  });
});

test("an address may have a path, a slash at the end, and the path of the API", async () => {
  for (const end of ["", "/", "/api/v0", "/api/v0/"]) {
    await withClient({ dtr: { prefix: "/dtr" } }, async ({ dtr, client: { url } }) => assert.equal(url, dtr.url));
    await withClient({ dtr: { prefix: "/dtr" } }, async ({ dtr }) => {
      const options = { client: { url: `${dtr.url}${end}` } };
      await withClient(options, async ({ client }) => {
        assert.deepEqual([client.url, client.host], [dtr.url, dtr.host]);
        assert.equal((await client.getTag(TAG)).length, 1);
      });
    });
  }
});

test("a client is not opened with a login that cannot be one", async () => {
  for (const login of [{ user: "" }, { token: "" }, { user: "a:b" }]) {
    const error = await catchScanError(() => withClient({ client: login }, async () => {}));
    assert.deepEqual([error.code, error.usage], ["DTR_LOGIN_MISSING", true]);
    assert.match(error.hint ?? "", /DTR_USER and DTR_TOKEN/);
  }
});

test("a client is not opened with a CA file that is not there or is none", async () => {
  await inTempFolder(async (folder) => {
    const file = join(folder, "ca.pem");
    const open = () => catchScanError(() => withClient({ client: { ca: file } }, async () => {}));
    const missing = await open();
    assert.equal(missing.message, `Cannot use the CA file "${file}" for DTR: there is no such file`);
    await writeFile(file, "-----BEGIN CERTIFICATE-----\nnot one\n-----END CERTIFICATE-----\n");
    const broken = await open();
    assert.deepEqual([broken.code, broken.usage], ["DTR_CA", true]);
    assert.match(broken.message, /there is no certificate in it/);
  });
});

test("null is an empty list; without a date there was no scan, unless one is under way", async () => {
  await withClient({}, async ({ client, dtr }) => {
    const answer = (body: unknown) => dtr.setIntercept(() => ({ status: 200, body: JSON.stringify(body) }));
    for (const body of [{ repositories: null }, null]) {
      answer(body);
      assert.deepEqual(await collect(client.listRepositories("acme")), []);
    }
    answer(null);
    assert.deepEqual(await collect(client.listTags(APP)), []);
    assert.deepEqual(await client.getTag(TAG), []);

    const zeros = { critical: 0, major: 0, minor: 0, should_rescan: false };
    const undated = [
      { ...zeros, last_scan_status: 0, check_completed_at: null },
      { ...zeros, last_scan_status: 6, check_completed_at: "" },
      { ...zeros, last_scan_status: 1 },
      { critical: null, major: null, minor: null, should_rescan: null, last_scan_status: null },
      {},
    ];
    for (const vuln_summary of undated) {
      answer([{ name: "1.0", vuln_summary }]);
      assert.deepEqual(await client.getTag(TAG), [{ name: "1.0" }]);
    }
    answer([{ name: "1.0", vuln_summary: { ...zeros, last_scan_status: 3, check_completed_at: null } }]);
    const [first] = await client.getTag(TAG);
    assert.equal(first?.summary?.lastScanStatus, 3);
    assert.equal(first?.summary?.checkCompletedAt, "0001-01-01T00:00:00Z");
  });
});

test("what a scan that was made has found is never taken for nothing", async () => {
  await withClient({}, async ({ client, dtr }) => {
    const summary = {
      last_scan_status: 6,
      check_completed_at: "2018-07-02T16:38:26Z",
      critical: 1,
      major: 1,
      minor: 1,
    };
    for (const field of ["last_scan_status", "critical", "major", "minor"]) {
      dtr.setIntercept(() => ({
        status: 200,
        body: JSON.stringify([{ name: "1.0", vuln_summary: { ...summary, [field]: null } }]),
      }));
      const error = await catchScanError(() => client.getTag(TAG));
      assert.equal(error.code, "DTR_BAD_ANSWER");
      assert.match(error.message, new RegExp(`0\\.vuln_summary\\.${field}: it is missing`));
    }
  });
});

test.run();
