import assert from "node:assert/strict";
import { test } from "uvu";
import { closeBrowser, focusedRow, withHtmlPage } from "#support/formats/html_page.ts";
import { listMany, measurePage, WATCH_TABLE } from "#support/formats/large_page.ts";
import { testWith } from "#support/needs.ts";

test.after(closeBrowser);

const needs = (name: string, run: () => Promise<void>) => testWith(test, ["chromium"], name, run);

needs("200,000 findings are there soon, and scroll and filter at once", () =>
  withHtmlPage({ outcomes: listMany(), before: WATCH_TABLE }, async (page) => {
    assert.equal(await page.locator("#count").innerText(), "200,000 rows");
    const drawn = await page.locator("#grid .body .row").count();
    assert.ok(drawn < 100, `${drawn} rows in the page`);
    const { ready, frame, longest, filter } = await measurePage(page);
    assert.equal(await page.locator("#count").innerText(), "50,000 rows");
    // Other tests run beside this one: `npm run bench:page` measures.
    assert.ok(ready < 15_000 && frame < 250 && longest < 1500 && filter < 3000, "it freezes");
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
