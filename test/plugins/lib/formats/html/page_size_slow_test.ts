import assert from "node:assert/strict";
import { test } from "uvu";
import type { Outcome } from "#core/mod.ts";
import { closeBrowser, focusedRow, withHtmlPage } from "#support/formats/html_page.ts";
import { testWith } from "#support/needs.ts";
import { makeDone, makePackage, makeVulnerability } from "#support/outcomes.ts";

test.after(closeBrowser);

const needs = (name: string, run: () => Promise<void>) => testWith(test, ["chromium"], name, run);

/** Scrolls from top to bottom in 50 steps. Returns milliseconds a step, and those of the longest task. */
const SCROLL_THROUGH = `(async () => {
  let longest = 0;
  const watcher = new PerformanceObserver((list) => {
    longest = Math.max(longest, ...list.getEntries().map(({ duration }) => duration));
  });
  watcher.observe({ type: "longtask" });
  const [grid, start] = [document.querySelector("#grid"), performance.now()];
  for (let step = 1; step <= 50; step += 1) {
    grid.scrollTop = (grid.scrollHeight * step) / 50;
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  const each = (performance.now() - start) / 50;
  await new Promise((resolve) => requestIdleCallback(resolve));
  return [each, longest];
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
  withHtmlPage({ outcomes: listMany() }, async (page) => {
    const loaded = await page.evaluate<number>("performance.now()");
    assert.equal(await page.locator("#count").innerText(), "200,000 rows");
    const drawn = await page.locator("#grid .body .row").count();
    assert.ok(drawn < 100, `${drawn} rows in the page`);
    const [scrolled, longest] = await page.evaluate<[number, number]>(SCROLL_THROUGH);
    const last = page.locator("#grid [aria-rowindex='200001']");
    await last.waitFor();
    const filtered = await page.evaluate<number>(FILTER);
    assert.equal(await page.locator("#count").innerText(), "50,000 rows");
    console.log(
      `${Math.round(loaded)} ms to load, ${scrolled.toFixed(1)} ms a frame, ${Math.round(longest)} ms the longest task, ` +
        `${Math.round(filtered)} ms to filter`,
    );
    assert.ok(loaded < 15_000 && scrolled < 250 && longest < 1500 && filtered < 3000, "it freezes");
  }),
);

needs("more rows than a browser has pixels for: each is reached", () =>
  withHtmlPage({ outcomes: listMany(), width: 390 }, async (page) => {
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
