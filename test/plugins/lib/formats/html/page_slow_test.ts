import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import axe, { type AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { test } from "uvu";
import { COMPARED_OUTCOMES } from "#support/formats/compared_outcomes.ts";
import { HARD_OUTCOMES } from "#support/formats/hard_outcomes.ts";
import { closeBrowser, focusedRow, type HtmlPageOptions, PICTURES, withHtmlPage } from "#support/formats/html_page.ts";
import { testWith } from "#support/needs.ts";

test.after(closeBrowser);

const needs = (name: string, run: () => Promise<void>) => testWith(test, ["chromium"], name, run);

const texts = (page: Page, selector: string) => page.locator(selector).allInnerTexts();
const listIds = (page: Page) => texts(page, "#grid .body .row:not([hidden]) .cell-id .first");
const pressed = (page: Page) => texts(page, "#tools [aria-pressed=true]");

needs("the page opens from its file, asks for nothing, and runs nothing that came from an image", () =>
  withHtmlPage({}, async (page) => {
    assert.equal(await page.locator("#count").innerText(), "8 rows");
    assert.equal((await listIds(page))[0], "CVE-2024-0001");
    assert.equal(await page.locator("#grid").getAttribute("aria-rowcount"), "9");
    await page.locator("#grid .body .row").first().click();
    const details = page.locator("#details");
    assert.match(await details.innerText(), /<\/script><script>alert\(1\)<\/script>[\s\S]*In 2 images/);
    const links = await details.locator("a").evaluateAll((found) => found.map((one) => one.getAttribute("href")));
    assert.deepEqual(links, ["https://avd.example.com/cve-2024-0001", "https://example.com/a"]);
    await page.screenshot({ path: `${PICTURES}/details.png` });
  }),
);

needs("filters are kept in the address, and an address with filters opens what it says", () =>
  withHtmlPage({}, async (page) => {
    await page.locator("[data-severity=high]").click();
    await page.locator("#fixable").check();
    assert.deepEqual(await listIds(page), ["GHSA-dddd-eeee-ffff"]);
    assert.equal(new URL(page.url()).hash, "#fixable=1&severity=high");
    await page.locator("a[href='#coverage-title']").click();
    assert.deepEqual(await listIds(page), ["GHSA-dddd-eeee-ffff"], "a place in the page is no filter");
    await page.locator("#reset").click();
    await page.locator("#kind").selectOption("license");
    await page.getByText("1 row", { exact: true }).waitFor();
    assert.deepEqual(await listIds(page), ["GPL-2.0-only"]);
    await page.locator("#worst-title ~ .wide a", { hasText: "nginx" }).click();
    assert.deepEqual(await listIds(page), ["CVE-2024-0001"]);
    assert.equal(await page.locator("#image").inputValue(), "nginx");
    await page.goto(`${page.url().replace(/#.*/, "")}#view=secrets&q=dockerfile`);
    assert.equal(await page.locator("#count").innerText(), "1 row");
    assert.deepEqual(await pressed(page), ["Secrets"]);
    await page.locator("#search").fill("no such thing");
    await page.getByText("Nothing matches").waitFor();
  }),
);

needs("what is new is said above the figures, marked in the table, and can be shown alone", () =>
  withHtmlPage({ outcomes: COMPARED_OUTCOMES }, async (page) => {
    const link = page.locator("a[href='#new=1']");
    assert.match(await link.innerText(), /^2 new \(1 CRITICAL, 1 HIGH\), 1 gone since the run of 2024-01-01 02:03 UTC/);
    assert.deepEqual(await texts(page, "#worst-title ~ .wide tr td:last-child"), ["1", "1"]);
    assert.equal(await page.locator("#count").innerText(), "3 rows");
    await link.click();
    await page.getByText("2 rows", { exact: true }).waitFor();
    assert.deepEqual((await listIds(page)).sort(), ["CVE-2024-2", "CVE-2024-4"]);
    assert.deepEqual(await texts(page, "#grid .body .row:not([hidden]) .cell-severity small"), ["new", "new"]);
    await page.locator("#new").uncheck();
    await page.getByText("3 rows", { exact: true }).waitFor();
    await page.screenshot({ path: `${PICTURES}/new.png` });
  }),
);

needs("a run that was compared with none has no filter for what is new", () =>
  withHtmlPage({ hash: "#new=1" }, async (page) => {
    assert.equal(await page.locator("#new").count(), 0);
    assert.equal(await page.locator("#count").innerText(), "Nothing matches");
    await page.locator("#reset").click();
    await page.getByText("8 rows", { exact: true }).waitFor();
  }),
);

needs("an owner's findings and images are shown alone, and the link to them says so", () =>
  withHtmlPage({}, async (page) => {
    await page.locator("#owner").selectOption("team-a");
    await page.getByText("6 rows", { exact: true }).waitFor();
    assert.equal(new URL(page.url()).hash, "#owner=team-a");
    await page.locator("[data-view='images']").click();
    await page.getByText("1 row", { exact: true }).waitFor();
    assert.match((await texts(page, "#grid .cell-image small")).join(), /^team-a · debian/);
    await page.locator("#reset").click();
    assert.equal(await page.locator("#owner").inputValue(), "");
  }),
);

needs("accepted findings are there when they are asked for, marked with the reason", () =>
  withHtmlPage({}, async (page) => {
    await page.locator("a[href='#accepted=1']").click();
    await page.getByText("11 rows", { exact: true }).waitFor();
    assert.ok(await page.locator("#accepted").isChecked());
    assert.deepEqual(await texts(page, "#grid .first s"), ["aws-access-key-id", "CVE-2024-0004", "CVE-2024-0004"]);
    const marked = page.locator("#grid .row", { hasText: "zlib1g" });
    assert.match(await marked.innerText(), /accepted until 2024-12-31 by @team-a: =1\+1 <\/script>/);
    await marked.click();
    assert.match(await page.locator("#details").innerText(), /accepted until 2024-12-31 by @team-a[\s\S]*\(accepted\)/);
    await page.keyboard.press("Escape");
    await page.locator("#search").fill("zlib1g");
    await page.getByText("1 row", { exact: true }).waitFor();
    assert.equal(new URL(page.url()).hash, "#q=zlib1g&accepted=1");
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator("#csv").click()]);
    assert.match(
      await readFile(await download.path(), "utf8"),
      /,accepted,epss,kev\r\n[^\r]*,accepted until 2024-12-31 by @team-a/,
    );
    await page.locator("#reset").click();
    await page.getByText("11 rows", { exact: true }).waitFor();
    await page.locator("#accepted").uncheck();
    assert.equal(await page.locator("#count").innerText(), "8 rows");
    assert.equal(new URL(page.url()).hash, "");
  }),
);

needs("each view lists what it is called, and sorts by its columns", () =>
  withHtmlPage({ hash: "#view=advisories" }, async (page) => {
    assert.deepEqual(await listIds(page), ["CVE-2024-0001", "GHSA-dddd-eeee-ffff", "CVE-2024-0003"]);
    assert.deepEqual(await texts(page, "#grid .cell-images"), ["2", "1", "1"]);
    const head = page.locator("#grid [role=columnheader]", { hasText: "Vulnerability" });
    await head.locator("button").click();
    assert.equal(await head.getAttribute("aria-sort"), "ascending");
    assert.deepEqual(await listIds(page), ["CVE-2024-0001", "CVE-2024-0003", "GHSA-dddd-eeee-ffff"]);
    await page.keyboard.press("Enter");
    assert.equal(await head.getAttribute("aria-sort"), "descending");
    await page.locator("[data-view=images]").click();
    const names = await texts(page, "#grid .body .row:not([hidden]) .cell-image .first");
    assert.equal(names.length, HARD_OUTCOMES.length, "also those without findings");
    assert.deepEqual(names.slice(0, 2), ["registry.example.com:5000/team/app:1.27", "api/Dockerfile"]);
    assert.ok((await texts(page, "#grid .cell-status")).includes('failed\nThere is no image "nginx:1.27"'));
  }),
);

needs("the keyboard reaches the search, the rows and their details", () =>
  withHtmlPage({}, async (page) => {
    await page.keyboard.press("/");
    await page.keyboard.type("babel");
    await page.getByText("1 row", { exact: true }).waitFor();
    await page.locator("#search").fill("");
    await page.getByText("8 rows").waitFor();
    await page.locator("#grid .body [tabindex='0']").focus();
    await page.keyboard.press("End");
    assert.equal(await focusedRow(page), "9");
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    assert.equal(await page.locator("#details-title").innerText(), "aws-access-key-id");
    await page.keyboard.press("Escape");
    assert.equal(await focusedRow(page), "3");
  }),
);

needs("the CSV has what is filtered, and no formulas", () =>
  withHtmlPage({ hash: "#q=hyperlink" }, async (page) => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator("#csv").click()]);
    const lines = (await readFile(await download.path(), "utf8")).split("\r\n");
    assert.equal(lines.length, 3);
    assert.match(
      lines[1] ?? "",
      /^UNKNOWN,vulnerability,CVE-2024-0003,"'=HYPERLINK\(""http.*,'-dash,'\+1,,will_not_fix,/,
    );
  }),
);

needs("print has the rows that are filtered, and no tools", () =>
  withHtmlPage({ hash: "#severity=critical" }, async (page) => {
    await page.emulateMedia({ media: "print" });
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    assert.equal(await page.locator("#print-rows tbody tr").count(), 2);
    assert.equal(await page.locator("#tools").isVisible(), false);
    await page.screenshot({ path: `${PICTURES}/print.png`, fullPage: true });
  }),
);

for (const [name, options] of [
  ["desktop", {}],
  ["dark", { scheme: "dark" }],
  ["phone", { width: 390 }],
  ["images", { hash: "#view=images" }],
  ["accepted", { hash: "#accepted=1" }],
  ["layers", { hash: "#view=layers" }],
  ["empty", { hash: "#q=nothing+at+all" }],
] as const satisfies readonly (readonly [string, HtmlPageOptions])[]) {
  needs(`axe finds nothing serious: ${name}`, () =>
    withHtmlPage(options, async (page) => {
      await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true });
      // The page's policy lets no other script in: axe comes through the debugger.
      const { violations } = await page.evaluate<AxeResults>(`${axe.source}; axe.run()`);
      const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      assert.deepEqual(
        serious.map(({ id, nodes }) => [id, nodes[0]?.html]),
        [],
      );
      assert.ok(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing is too wide");
    }),
  );
}

needs("without a script the tables are there, and say what is missing", () =>
  withHtmlPage({ javaScript: false }, async (page) => {
    for (const text of ["Worst images", "Fix first", "Could not be scanned (1)"]) {
      assert.ok(await page.getByText(text).first().isVisible(), text);
    }
    assert.ok(await page.locator("noscript p").isVisible());
    assert.equal(await page.getByText("Loading").isVisible(), false);
  }),
);

test.run();
