import assert from "node:assert/strict";
import { networkInterfaces } from "node:os";
import { test } from "uvu";
import { fakeFinding } from "#core/testing/mod.ts";
import type { MadeRun } from "#support/made_history.ts";
import { fetchPath } from "./support/fetch_page.ts";
import { withServed } from "./support/served.ts";

const [A, B] = [fakeFinding({ id: "CVE-1", severity: "CRITICAL" }), fakeFinding({ id: "CVE-2" })];
const RUNS: readonly MadeRun[] = [
  { day: "2026-10-01", images: { "app:1": [A, B], "team/web:2": [B], "gone:1": "IMAGE_NOT_FOUND" } },
  { day: "2026-10-03", images: { "app:1": [B], "team/web:2": "TIMEOUT" }, caveats: ["OS_END_OF_LIFE"] },
];

test("nobody is let in without the token, by another name, from another page, or to change anything", () =>
  withServed(RUNS, async ({ address, cookie }) => {
    const { host, port, search } = new URL(address);
    const longer = `${cookie}x`;
    const [evil, local] = [`evil.example:${port}`, `localhost:${port}`];
    const cases: readonly (readonly [string, Readonly<Record<string, string>>, number, string?])[] = [
      ["/", {}, 401],
      ["/?token=", {}, 403],
      [`/${search}x`, {}, 403],
      ["/?token=x", { cookie }, 403],
      ["/api/runs", {}, 401],
      [`/api/runs${search}`, {}, 401],
      ["/bin/commands/ui/page/main.js", {}, 401],
      ["/api/runs", { cookie: longer }, 401],
      ["/api/runs", { cookie: cookie.replace(/hullscan_\d+/, "hullscan_1") }, 401],
      ["/api/runs", { cookie, host: evil }, 403],
      [`/${search}`, { host: evil }, 403],
      [`/${search}`, { host: "127.0.0.1" }, 403],
      ["/api/runs", { cookie, origin: "http://evil.example" }, 403],
      ["/api/runs", { cookie, origin: "null" }, 403],
      ["/api/runs", { cookie, "sec-fetch-site": "cross-site" }, 403],
      ["/api/runs", { cookie, "sec-fetch-site": "same-site" }, 403],
      ["/api/runs", { cookie }, 405, "POST"],
      ["/api/runs", { cookie }, 405, "DELETE"],
      ["//evil.example/", { cookie }, 400],
      ["/nothing", { cookie }, 404],
      ["/api/nothing", { cookie }, 404],
      ["/api/toString", { cookie }, 404],
      ["/api/constructor", { cookie }, 404],
      ["/package.json", { cookie }, 404],
      ["/bin/commands/ui/page/../ui.ts", { cookie }, 404],
      ["/bin/commands/ui/page/%2e%2e/ui.ts", { cookie }, 404],
      [`/${search}`, {}, 200],
      [`/${search}`, { "sec-fetch-site": "cross-site" }, 200],
      [`/${search}`, { host: local }, 200],
      ["/", { cookie }, 200],
      ["/", { cookie }, 200, "HEAD"],
      ["/api/runs", { cookie: `other=1; ${cookie}`, origin: `http://${host}`, "sec-fetch-site": "same-origin" }, 200],
    ];
    for (const [path, headers, expected, method] of cases) {
      const { status, headers: sent, body } = await fetchPath(address, path, { headers, ...(method && { method }) });
      const name = `${method ?? "GET"} ${path} ${JSON.stringify(headers)}`;
      assert.equal(status, expected, `${name}: ${body}`);
      assert.equal(sent["cache-control"], "no-store", name);
      assert.equal(sent["x-content-type-options"], "nosniff", name);
      assert.equal(sent["referrer-policy"], "no-referrer", name);
      assert.match(
        String(sent["content-security-policy"]),
        /^default-src 'none'; script-src 'self'; style-src 'self';/,
      );
      assert.equal(sent["access-control-allow-origin"], undefined, name);
      if (expected >= 400) assert.ok(!body.includes("CVE-") && sent["set-cookie"] === undefined, name);
      if (method === "HEAD") assert.equal(body, "");
    }
    const first = await fetchPath(address, `/${search}`);
    assert.deepEqual(first.headers["set-cookie"], [`${cookie}; HttpOnly; SameSite=Strict; Path=/`]);
    assert.doesNotMatch(first.body, new RegExp(cookie.split("=")[1] ?? "none"));
    assert.doesNotMatch(first.body, /<script(?! type="module" src="\/bin)|<style| style=| on\w+=/);
  }));

test("it listens on loopback alone", () =>
  withServed(RUNS, async ({ address, cookie }) => {
    const addresses = Object.values(networkInterfaces()).flatMap((found) => found ?? []);
    const outer = addresses.find(({ internal, family }) => !internal && family === "IPv4");
    if (outer === undefined) return;
    const { host, port } = new URL(address);
    await assert.rejects(
      fetchPath(`http://${outer.address}:${port}`, "/", { headers: { cookie, host } }),
      /ECONNREFUSED/,
    );
  }));

test.run();
