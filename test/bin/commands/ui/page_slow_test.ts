import assert from "node:assert/strict";
import { once } from "node:events";
import { rename } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import axe, { type AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { test } from "uvu";
import type { AcceptRule } from "#core/accept/mod.ts";
import { fakeFinding } from "#core/testing/mod.ts";
import { focusedRow, PICTURES } from "#support/formats/html_page.ts";
import type { MadeRun } from "#support/made_history.ts";
import { testWith } from "#support/needs.ts";
import { makePackage, makeVulnerability } from "#support/outcomes.ts";
import { closeBrowser, OTHER_NAME, type Served, settle, withPage, withServed } from "./support/served.ts";

test.after(closeBrowser);

const needs = (name: string, run: () => Promise<void>) => testWith(test, ["chromium"], name, run);

const BAD = "<img src=x onerror=alert(1)></script><script>alert(2)</script>";
const [A, B] = [fakeFinding({ id: "CVE-1", severity: "CRITICAL" }), fakeFinding({ id: "CVE-2" })];
const C = makeVulnerability({
  ...{ id: `CVE-3${BAD}`, severity: "MEDIUM", title: BAD, fingerprint: "c" },
  package: makePackage({ name: `lib${BAD}`, version: BAD }),
  fix: { state: "fixed", versions: ["2.0"] },
});
const RUNS: readonly MadeRun[] = [
  { day: "2026-10-01", images: { "app:1": [B], "team/web:2": [B], [`x/${BAD}:1`]: [C], "gone:1": BAD } },
  { day: "2026-10-02", images: { "app:1": [A, B], "team/web:2": "TIMEOUT", [`x/${BAD}:1`]: [C] } },
];
const RULES: readonly AcceptRule[] = [
  { matches: ({ finding }) => finding.id === C.id, acceptance: { status: "accepted", reason: BAD, rule: `${BAD}:1` } },
];

const texts = (page: Page, column: string) =>
  page.locator(`#grid .body .row:not([hidden]) .cell-${column} .first`).allInnerTexts();
const withUi = (run: (served: Served) => Promise<void>) => withServed(RUNS, run, { rules: RULES });

needs("each page shows what was recorded, and nothing that came from an image runs", () =>
  withUi((served) =>
    withPage(served, async (page, go) => {
      assert.equal(new URL(page.url()).search, "", "the token has left the address");
      assert.deepEqual(await texts(page, "began"), ["2026-10-02 10:00", "2026-10-01 10:00"]);
      await go("#/runs?limit=1");
      assert.deepEqual(await texts(page, "began"), ["2026-10-02 10:00"]);
      await page.getByRole("link", { name: "Show up to 10 runs" }).click();
      await settle(page);
      await page.locator("#grid .body .row").first().click();
      await settle(page);
      assert.match(page.url(), /#\/diff\?a=1&b=2$/);
      assert.match(await page.locator("main").innerText(), /1 new \(1 CRITICAL\)[\s\S]*app:1/);
      assert.deepEqual(await texts(page, "id"), ["CVE-1", "CVE-2"]);
      assert.deepEqual(await texts(page, "part"), ["New", "Gone"]);
      assert.match((await texts(page, "note"))[1] ?? "", /^perhaps: B could not scan/);

      await page.getByRole("link", { name: "Trend" }).click();
      await settle(page);
      assert.match(await page.locator("main svg title").innerHTML(), /Findings by severity in 2 runs/);
      assert.equal(await page.locator("main svg polyline").count(), 3);

      await page.getByRole("link", { name: "Images" }).click();
      await settle(page);
      assert.equal(await page.locator("[aria-current=page]").innerText(), "Images");
      assert.deepEqual((await texts(page, "image")).sort(), ["app:1", "team/web:2", `x/${BAD}:1`].sort());
      assert.match(await page.locator("main").innerText(), /3 rows\. 1 more could never be scanned/);
      assert.match(await page.locator("main").innerText(), /not scanned since 2026-10-01/);
      await page.getByLabel("In the name").fill("<img");
      await page.keyboard.press("Enter");
      await page
        .getByText("1 row", { exact: true })
        .or(page.getByText(/^1 row\./))
        .waitFor();
      await page.locator("#grid .body .row").first().click();
      await settle(page);
      assert.equal(await page.locator("h2").innerText(), `x/${BAD}:1`);
      assert.match((await texts(page, "what"))[0] ?? "", /^CVE-3<img src=x/);

      await go("#/search?q=CVE-2");
      assert.match(await page.locator("main").innerText(), /In 2 of 3 images/);
      assert.deepEqual((await texts(page, "image")).sort(), ["app:1", "team/web:2"]);
      await go("#/search?q=CVE-1&at=2026-10-01");
      assert.match(await page.locator("main").innerText(), /It was not found in 3 images/);

      await page.getByRole("link", { name: "Fix first" }).click();
      await settle(page);
      // The only finding with a fix is accepted.
      assert.match(await page.locator("main .summary").innerText(), /0 steps .* 2 of 3 images have findings/);
      assert.deepEqual(await texts(page, "step"), []);
      await go("#/plan?owner=@nobody");
      assert.match(await page.locator("main").innerText(), /0 of 0 images have findings[\s\S]*Nothing here/);

      await go("#/accepted");
      assert.deepEqual(await texts(page, "image"), [`x/${BAD}:1`]);
      assert.match(await page.locator("table").innerText(), /<img src=x onerror[\s\S]*accepts 1/);
      await go("#/image?name=gone:1");
      assert.match(await page.locator("main").innerText(), /No run could scan it/);
      assert.equal(await page.locator("main img, main script").count(), 0);
    }),
  ),
);

needs("a wrong question, a server that has ended, and a page without its cookie say what to do", () =>
  withUi(async (served) => {
    await withPage(
      served,
      async (page, go) => {
        await go("#/image?name=nope");
        assert.match(await page.getByRole("alert").innerText(), /knows no image "nope"/);
        await go("#/search?q=a%3C%3C1");
        assert.match(await page.getByRole("alert").innerText(), /a<<1/);
        await rename(served.path, `${served.path}.moved`);
        await go("#/runs");
        assert.match(await page.getByRole("alert").innerText(), /There is no history at [\s\S]*sink `history`/);
        await rename(`${served.path}.moved`, served.path);
        await go("#/nothing");
        assert.equal(await page.locator("h2").innerText(), "Runs");
        await page.context().clearCookies();
        await go("#/images");
        assert.match(await page.getByRole("alert").innerText(), /Open the address that scan ui has printed/);
        const refused = await page.goto(new URL("/", served.address).href);
        assert.equal(refused?.status(), 401);
      },
      { expected: [/Failed to load resource/] },
    );
  }),
);

needs("another page of this machine, and another name for it, read nothing", () =>
  withUi(async (served) => {
    const other = createServer((_, response) => response.setHeader("content-type", "text/html").end("<h1>Other</h1>"));
    other.listen(0, "127.0.0.1");
    await once(other, "listening");
    other.unref();
    const { port, search } = new URL(served.address);
    await withPage(
      served,
      async (page) => {
        await page.context().unrouteAll();
        const rebound = await page.goto(`http://${OTHER_NAME}:${port}/${search}`);
        assert.deepEqual([rebound?.status(), await rebound?.text()], [403, "This host is not known here\n"]);
        await page.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`);
        for (const mode of ["cors", "no-cors"]) {
          const call = `fetch("http://127.0.0.1:${port}/api/runs", { mode: "${mode}", credentials: "include" })`;
          assert.equal(await page.evaluate(`${call}.then(() => "read", () => "refused")`), "refused", mode);
        }
        assert.equal((await page.goto(new URL("/", served.address).href))?.status(), 200, "the cookie is there");
        await settle(page);
      },
      { expected: [/Failed to load resource|CORS policy|Cross-Origin-Opener-Policy header has been ignored/] },
    );
    other.close();
    other.closeAllConnections();
  }),
);

needs("keys alone are enough", () =>
  withUi((served) =>
    withPage(served, async (page) => {
      await page.keyboard.press("Tab");
      for (const name of ["Trend", "Images"]) {
        await page.keyboard.press("Tab");
        assert.equal(await page.evaluate("document.activeElement.textContent"), name);
      }
      await page.keyboard.press("Enter");
      await settle(page);
      assert.equal(await page.evaluate("document.activeElement.textContent"), "Images", "the heading is read out");
      await page.keyboard.press("/");
      assert.equal(await page.evaluate("document.activeElement.labels[0].textContent"), "In the name");
      await page.locator("#grid .body .row[tabindex='0']").focus();
      await page.keyboard.press("ArrowDown");
      assert.equal(await focusedRow(page), "3");
      const [, second = ""] = await texts(page, "image");
      await page.keyboard.press("Enter");
      await settle(page);
      assert.equal(await page.locator("h2").innerText(), second);
      await page.goBack();
      await settle(page);
      await page.locator("[data-sort=image]").focus();
      await page.keyboard.press("Enter");
      assert.deepEqual(await texts(page, "image"), ["app:1", "team/web:2", `x/${BAD}:1`]);
    }),
  ),
);

for (const [scheme, width] of [
  ["light", 1280],
  ["dark", 1280],
  ["light", 390],
] as const) {
  needs(`axe finds nothing serious: ${scheme}, ${width} pixels`, () =>
    withUi((served) =>
      withPage(
        served,
        async (page, go) => {
          for (const name of [
            "runs",
            "trend",
            "images",
            "image?name=app:1",
            "plan",
            "search?q=CVE-2",
            "diff",
            "accepted",
          ]) {
            await go(`#/${name}`);
            // The page's policy lets no other script in: axe comes through the debugger.
            const { violations } = await page.evaluate<AxeResults>(`${axe.source}; axe.run()`);
            const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
            assert.deepEqual(
              serious.map(({ id, nodes }) => [name, id, nodes[0]?.html]),
              [],
            );
            assert.ok(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), `${name} is too wide`);
            const rows = "[...document.querySelectorAll('#grid .body .row:not([hidden])')]";
            const fits = `${rows}.every(({ scrollHeight, clientHeight }) => scrollHeight <= clientHeight + 1)`;
            assert.ok(await page.evaluate(fits), `${name}: rows overlap`);
            await page.screenshot({ path: `${PICTURES}/ui_${name.replace(/\W.*/, "")}_${scheme}_${width}.png` });
          }
        },
        { scheme, width },
      ),
    ),
  );
}

test.run();
