import assert from "node:assert/strict";
import { test } from "uvu";
import { createHttp } from "#core/services/mod.ts";
import { HTML_PAGE, NEVER_SCANNED, type SimulatedDtr, type StartDtrOptions, TO_LOGIN } from "#demo/dtr/mod.ts";
import { makeCertificate } from "#support/certificate.ts";
import { testWith } from "#support/needs.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { type Get, withDtr } from "./support/with_dtr.ts";

const CONTENTS = {
  acme: {
    app: {
      tags: {
        "1.0": [{ scan: { critical: 4, shouldRescan: true } }],
        "2.0": [{ platform: "linux/amd64", scan: NEVER_SCANNED }, { platform: "linux/arm64" }],
        chart: [{ platform: "" }],
      },
    },
    shown: { access: "read", tags: { "1.0": [{}] } },
    hidden: { access: "none", tags: { "1.0": [{}] } },
  },
  empty: {},
} satisfies StartDtrOptions["contents"];
const PLACE = { namespace: "acme", repository: "app", tag: "1.0" };
const SCAN = "/api/v0/imagescan/scan/acme/app/1.0/linux/amd64";

async function codeOf(response: Response): Promise<string> {
  const { errors } = (await response.json()) as { errors: { code: string }[] };
  return `${response.status} ${errors.map(({ code }) => code).join()}`;
}

async function statusesOf(get: Get, looks: number): Promise<readonly unknown[]> {
  const seen: unknown[] = [];
  for (let look = 0; look < looks; look += 1) {
    const [tag] = (await (await get("/api/v0/repositories/acme/app/tags/1.0")).json()) as { vuln_summary: unknown }[];
    seen.push(tag?.vuln_summary);
  }
  return seen;
}

function testDtr(
  name: string,
  run: (dtr: SimulatedDtr, get: Get) => Promise<void>,
  options?: Partial<StartDtrOptions>,
) {
  test(name, () => withDtr({ contents: CONTENTS, ...options }, run));
}

testDtr("a namespace lists the repositories that the user may see, in an object", async (_, get) => {
  const body = (await (await get("/api/v0/repositories/acme")).json()) as { repositories: { name: string }[] };
  assert.deepEqual(
    body.repositories.map(({ name }) => name),
    ["app", "shown"],
  );
  assert.deepEqual(await (await get("/api/v0/repositories/empty/")).json(), { repositories: [] });
});

testDtr("a list of tags has neither summaries nor platforms, a tag in full has both where they are", async (_, get) => {
  const list = (await (await get("/api/v0/repositories/acme/app/tags")).json()) as Record<string, unknown>[];
  assert.equal(list.length, 3);
  assert.ok(list.every((tag) => !("vuln_summary" in tag) && Object.keys(tag.manifest as object).join() === "digest"));
  const tag = (await (await get("/api/v0/repositories/acme/app/tags/2.0")).json()) as Record<string, unknown>[];
  assert.deepEqual(
    tag.map(({ manifest }) => (manifest as { architecture: string }).architecture),
    ["amd64", "arm64"],
  );
  assert.equal((tag[0]?.vuln_summary as { check_completed_at: string }).check_completed_at, "0001-01-01T00:00:00Z");
  assert.equal(tag[1]?.vuln_summary, undefined);
});

testDtr("what is not there, and what is not allowed, has DTR's own codes", async (_, get) => {
  const post = { method: "POST" };
  assert.equal(await codeOf(await get("/api/v0/repositories/nobody")), "404 NO_SUCH_ACCOUNT");
  assert.equal(await codeOf(await get("/api/v0/repositories/acme/hidden/tags")), "404 NO_SUCH_REPOSITORY");
  assert.equal(await codeOf(await get("/api/v0/repositories/acme/app/tags/9")), "404 NO_SUCH_REF");
  assert.equal(await codeOf(await get("/api/v0/repositories/acme", post)), "405 NOT_ALLOWED");
  assert.equal(await codeOf(await get(`${SCAN}64`, post)), "404 NO_SUCH_TAG");
  assert.equal(await codeOf(await get(SCAN.replace("app", "shown"), post)), "403 NOT_AUTHORIZED");
  assert.equal(await codeOf(await get("/api/v0/repositories/acme?pageSize=x")), "400 INVALID_PARAMETERS");
  assert.equal((await get("/api/v0/nothing")).status, 404);
});

testDtr("a scan goes on with each look, and keeps the old date until it is done", async (dtr, get) => {
  const before = dtr.find(PLACE)?.[0]?.scan?.completedAt;
  const response = await get(SCAN, { method: "POST" });
  assert.deepEqual([response.status, await response.text()], [200, ""]);
  const seen = (await statusesOf(get, 6)) as { last_scan_status: number; check_completed_at: string }[];
  assert.deepEqual(
    seen.map(({ last_scan_status }) => last_scan_status),
    [3, 2, 4, 5, 6, 6],
  );
  assert.ok(seen.slice(0, 4).every(({ check_completed_at }) => check_completed_at === before));
  assert.ok(seen.slice(4).every(({ check_completed_at }) => check_completed_at !== before));
  assert.deepEqual(dtr.scans, [{ ...PLACE, os: "linux", architecture: "amd64" }]);
  assert.deepEqual([dtr.find(PLACE)?.[0]?.scan?.shouldRescan, dtr.find(PLACE)?.[0]?.scan?.critical], [false, 1]);
});

testDtr(
  "a scan can lose the old date, fail, and be brought to its end at once",
  async (dtr, get) => {
    await get(SCAN, { method: "POST" });
    const [first] = (await statusesOf(get, 1)) as { check_completed_at: string }[];
    assert.equal(first?.check_completed_at, "0001-01-01T00:00:00Z");
    dtr.finishScans();
    const scan = dtr.find(PLACE)?.[0]?.scan;
    assert.deepEqual([scan?.status, scan?.critical], [0, 4]);
    assert.notEqual(scan?.completedAt, "0001-01-01T00:00:00Z");
  },
  { course: { statuses: [3, 2, 0], dateMeanwhile: "zero" } },
);

testDtr("who is not known is refused, in either form", async ({ url }) => {
  const response = await fetch(`${url}/api/v0/meta/features`, { headers: { authorization: "Basic eDp5" } });
  assert.equal(await codeOf(response), "401 NOT_AUTHENTICATED");
});

testDtr(
  "a bare refusal has no list around it",
  async ({ url }) => {
    const response = await fetch(`${url}/api/v0/meta/features`);
    assert.equal(((await response.json()) as { code: string }).code, "NOT_AUTHENTICATED");
  },
  { refusal: "bare" },
);

testDtr("a bearer token is issued for a login, and expires when told to", async (dtr, get) => {
  const { token } = (await (await get("/auth/token")).json()) as { token: string };
  const ask = () => fetch(`${dtr.url}/api/v0/meta/features`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal((await ask()).status, 200);
  dtr.expireBearers();
  assert.equal((await ask()).status, 401);
  assert.equal((await fetch(`${dtr.url}/auth/token`)).status, 401);
});

testDtr(
  "without scanning there are no scans, and DTR says so",
  async (dtr, get) => {
    assert.equal(await codeOf(await get(SCAN, { method: "POST" })), "400 SCANNING_NOT_ENABLED");
    assert.equal(await codeOf(await get("/api/v0/imagescan/status")), "400 SCANNING_NOT_ENABLED");
    const features = (await (await get("/api/v0/meta/features")).json()) as { scanningEnabled: boolean };
    assert.equal(features.scanningEnabled, false);
    assert.deepEqual(dtr.scans, []);
  },
  { scanningEnabled: false },
);

testDtr("outside of the API there are a health check, and a login page for all else", async ({ url }) => {
  assert.deepEqual(await (await fetch(`${url}/_ping`)).json(), { Error: "", Healthy: true });
  const away = await fetch(`${url}/repositories/acme`, { redirect: "manual" });
  assert.deepEqual([away.status, away.headers.get("location")], [302, "/login"]);
  assert.match(await (await fetch(`${url}/repositories/acme`)).text(), /<html>/);
});

testDtr("a fault with a status stands for the answer: nothing is done", async (dtr, get) => {
  dtr.setIntercept(() => HTML_PAGE);
  assert.match(await (await get(SCAN, { method: "POST" })).text(), /<html>/);
  dtr.setIntercept(() => TO_LOGIN);
  assert.equal((await get(SCAN, { method: "POST", redirect: "manual" })).status, 302);
  assert.deepEqual(dtr.scans, []);
});

testDtr("a connection that breaks after the request has no answer, but the scan has begun", async (dtr, get) => {
  dtr.setIntercept(() => ({ cutAfterBytes: 0 }));
  await get(SCAN, { method: "POST" }).then(
    (response) => response.text(),
    () => undefined,
  );
  assert.equal(dtr.scans.length, 1);
});

testDtr("a tag can be removed between two requests; requests are remembered", async (dtr, get) => {
  assert.equal((await get("/api/v0/repositories/acme/app/tags/1.0")).status, 200);
  dtr.remove(PLACE);
  assert.equal((await get("/api/v0/repositories/acme/app/tags/1.0")).status, 404);
  assert.deepEqual(
    dtr.requests.map(({ method, headers }) => `${method} ${headers.authorization}`),
    ["GET Basic", "GET Basic"],
  );
});

testDtr(
  "a DTR can lie under a path",
  async ({ url }, get) => {
    assert.match(url, /\/dtr$/);
    assert.equal((await get("/api/v0/meta/features")).status, 200);
    assert.equal((await fetch(new URL("/api/v0/meta/features", url), { redirect: "manual" })).status, 302);
  },
  { prefix: "/dtr" },
);

testWith(test, ["openssl"], "a DTR can speak TLS, and gives its CA to those who do not have it yet", async () => {
  await inTempFolder(async (folder) => {
    const { key, cert } = makeCertificate(folder);
    await withDtr({ contents: {}, tls: { key, cert } }, async ({ url }) => {
      assert.match(url, /^https:/);
      const { http, close } = createHttp({ env: {} });
      assert.equal(await (await http(`${url}/ca`, { connection: { insecure: true } })).text(), cert);
      assert.equal((await http(`${url}/_ping`, { connection: { ca: cert } })).status, 200);
      await close();
    });
  });
});

test.run();
