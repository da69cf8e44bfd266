import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe, { type AxeResults } from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import { test } from "uvu";
import type { Outcome } from "#core/mod.ts";
import { formatOutcomes } from "#support/formats/format_outcomes.ts";
import { HARD_OUTCOMES } from "#support/formats/hard_outcomes.ts";
import { findEngine, testWith } from "#support/needs.ts";
import { makeDone, makePackage, makeVulnerability } from "#support/outcomes.ts";
import { inTempFolder } from "#support/temp_folder.ts";

/** Where pictures of the page are kept, for people to look at. */
const PICTURES = "build/html_report";

let browser: Browser;
test.before(async () => {
  await mkdir(PICTURES, { recursive: true });
  const executablePath = findEngine("chromium");
  if (executablePath) browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
});
test.after(() => browser?.close());

interface OpenOptions {
  readonly hash?: string;
  readonly width?: number;
  readonly scheme?: "light" | "dark";
  readonly outcomes?: Iterable<Outcome>;
  readonly javaScript?: boolean;
}

/** Opens a report from its file. A request, an error or a word in the console fails the test. */
async function withPage(
  { hash = "", width = 1280, scheme = "light", outcomes = HARD_OUTCOMES, javaScript = true }: OpenOptions,
  run: (page: Page) => Promise<void>,
): Promise<void> {
  await inTempFolder(async (folder) => {
    const path = join(folder, "scan.html");
    await writeFile(path, (await formatOutcomes("html", outcomes)).parts[""] ?? "");
    const viewport = { width, height: 900 };
    const context = await browser.newContext({ viewport, colorScheme: scheme, javaScriptEnabled: javaScript });
    const page = await context.newPage();
    const trouble: string[] = [];
    page.on("console", (message) => trouble.push(message.text()));
    page.on("pageerror", (error) => trouble.push(String(error.stack)));
    page.on("dialog", (dialog) => trouble.push(`a dialog: ${dialog.message()}`));
    page.on("request", (request) => {
      if (!request.url().startsWith(pathToFileURL(path).href)) trouble.push(`a request: ${request.url()}`);
    });
    await page.goto(`${pathToFileURL(path).href}${hash}`);
    if (javaScript) await page.locator("#grid").waitFor({ timeout: 60_000 });
    await run(page);
    await context.close();
    assert.deepEqual(trouble, []);
  });
}

const needs = (name: string, run: () => Promise<void>) => testWith(test, ["chromium"], name, run);

const texts = (page: Page, selector: string) => page.locator(selector).allInnerTexts();
const listIds = (page: Page) => texts(page, "#grid .body .row:not([hidden]) .cell-id .first");
const focusedRow = (page: Page) => page.evaluate("document.activeElement?.getAttribute('aria-rowindex')");
const pressed = (page: Page) => texts(page, "#tools [aria-pressed=true]");

needs("the page opens from its file, asks for nothing, and runs nothing that came from an image", () =>
  withPage({}, async (page) => {
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
  withPage({}, async (page) => {
    await page.locator("[data-severity=high]").click();
    await page.locator("#fixable").check();
    assert.deepEqual(await listIds(page), ["GHSA-dddd-eeee-ffff"]);
    assert.equal(new URL(page.url()).hash, "#fixable=1&severity=high");
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

needs("each view lists what it is called, and sorts by its columns", () =>
  withPage({ hash: "#view=advisories" }, async (page) => {
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
  withPage({}, async (page) => {
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
  withPage({ hash: "#q=hyperlink" }, async (page) => {
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
  withPage({ hash: "#severity=critical" }, async (page) => {
    await page.emulateMedia({ media: "print" });
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    assert.equal(await page.locator("#print-rows tbody tr").count(), 2);
    assert.equal(await page.locator("#tools").isVisible(), false);
    await page.screenshot({ path: `${PICTURES}/print.png`, fullPage: true });
  }),
);

for (const [name, options] of [
  ["light", {}],
  ["dark", { scheme: "dark" }],
  ["phone", { width: 390 }],
  ["images", { hash: "#view=images" }],
  ["empty", { hash: "#q=nothing+at+all" }],
] as const satisfies readonly (readonly [string, OpenOptions])[]) {
  needs(`axe finds nothing serious: ${name}`, () =>
    withPage(options, async (page) => {
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
  withPage({ javaScript: false }, async (page) => {
    for (const text of ["Worst images", "Fix first", "Could not be scanned (1)"]) {
      assert.ok(await page.getByText(text).first().isVisible(), text);
    }
    assert.ok(await page.locator("noscript p").isVisible());
    assert.equal(await page.getByText("Loading").isVisible(), false);
  }),
);

/** Scrolls from top to bottom in 50 steps. Returns milliseconds a step. */
const SCROLL_THROUGH = `(async () => {
  const [grid, start] = [document.querySelector("#grid"), performance.now()];
  for (let step = 1; step <= 50; step += 1) {
    grid.scrollTop = (grid.scrollHeight * step) / 50;
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  return (performance.now() - start) / 50;
})()`;

/** Filters by a severity. Returns how many milliseconds the page stands still. */
const FILTER = `(() => {
  const start = performance.now();
  document.querySelector("[data-severity=low]").click();
  return performance.now() - start;
})()`;

function* listMany(): Generator<Outcome> {
  for (let image = 0; image < 400; image += 1) {
    const findings = Array.from({ length: 500 }, (_, number) =>
      makeVulnerability({
        id: `CVE-2024-${(number * 7 + image) % 4000}`,
        severity: (["CRITICAL", "HIGH", "MEDIUM", "LOW"] as const)[number % 4] ?? "LOW",
        package: makePackage({ name: `package-${number % 300}` }),
        location: { path: `app/${number}` },
      }),
    );
    yield makeDone(findings, { id: `image:${image}`, image: `registry.example.com/team/app:${image}` });
  }
}

needs("200,000 findings are there soon, and scroll and filter at once", () =>
  withPage({ outcomes: listMany() }, async (page) => {
    const loaded = await page.evaluate<number>("performance.now()");
    assert.equal(await page.locator("#count").innerText(), "200,000 rows");
    const drawn = await page.locator("#grid .body .row").count();
    assert.ok(drawn < 100, `${drawn} rows in the page`);
    const scrolled = await page.evaluate<number>(SCROLL_THROUGH);
    const last = page.locator("#grid [aria-rowindex='200001']");
    await last.waitFor();
    const filtered = await page.evaluate<number>(FILTER);
    assert.equal(await page.locator("#count").innerText(), "50,000 rows");
    console.log(
      `${Math.round(loaded)} ms to load, ${scrolled.toFixed(1)} ms a frame, ${Math.round(filtered)} ms to filter`,
    );
    assert.ok(loaded < 15_000 && scrolled < 250 && filtered < 3000, "it freezes");
  }),
);

needs("more rows than a browser has pixels for: each is reached", () =>
  withPage({ outcomes: listMany(), width: 390 }, async (page) => {
    const height = await page.evaluate<number>("document.querySelector('#grid').scrollHeight");
    assert.ok(height < 13_000_000, `${height} pixels`);
    await page.locator("#grid .body [tabindex='0']").focus();
    await page.keyboard.press("End");
    assert.equal(await focusedRow(page), "200001");
    await page.keyboard.press("PageUp");
    await page.keyboard.press("ArrowUp");
    const row = Number(await focusedRow(page));
    assert.ok(row > 199_980 && row < 200_000, `row ${row}`);
    assert.ok(await page.locator(`#grid [aria-rowindex='${row}']`).isVisible());
    await page.keyboard.press("Home");
    assert.equal(await focusedRow(page), "2");
  }),
);

test.run();
