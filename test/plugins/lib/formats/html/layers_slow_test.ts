import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { test } from "uvu";
import type { Outcome, Severity } from "#core/mod.ts";
import { closeBrowser, PICTURES, withHtmlPage } from "#support/formats/html_page.ts";
import { testWith } from "#support/needs.ts";
import { makeDone, makePackage, makeVulnerability } from "#support/outcomes.ts";

test.after(closeBrowser);

const needs = (name: string, run: () => Promise<void>) => testWith(test, ["chromium"], name, run);

function find(id: string, layer: string, severity: Severity) {
  const location = layer === "" ? {} : { layer: { diffId: layer } };
  return makeVulnerability({ id, severity, location, package: makePackage({ name: id.toLowerCase() }) });
}

const BASE = [find("CVE-1", "sha256:base", "HIGH"), find("CVE-2", "sha256:base", "LOW")];

const OUTCOMES: readonly Outcome[] = [
  makeDone([...BASE, find("CVE-3", "sha256:own", "HIGH")], { id: "a", image: "registry.example.com:5000/team/shop:1" }),
  makeDone([...BASE, find("CVE-3", "sha256:own", "HIGH")], { id: "b", image: "registry.example.com:5000/team/shop:2" }),
  makeDone([...BASE, find("CVE-4", "", "CRITICAL")], { id: "c", image: "team/pay:1" }),
];

const cells = (page: Page, column: string) =>
  page.locator(`#grid .body .row:not([hidden]) .cell-${column}`).allInnerTexts();

needs("layers stand in the order of what an update of them removes, a base image's apart from an image's own", () =>
  withHtmlPage({ hash: "#view=layers", outcomes: OUTCOMES }, async (page) => {
    assert.deepEqual(await cells(page, "layer"), [
      "sha256:base\nof a base image: 2 repositories share it",
      "sha256:own\nin registry.example.com:5000/team/shop only",
    ]);
    assert.deepEqual(await cells(page, "images"), ["3", "2"]);
    assert.deepEqual(await cells(page, "high"), ["3", "2"]);
    await page.screenshot({ path: `${PICTURES}/layers.png`, fullPage: true });
    await page.locator("#grid .body .row").first().click();
    assert.match(await page.locator("#details").innerText(), /In 3 images\n.*shop:1\n.*shop:2\n.*pay:1/s);
    await page.locator("#details button.link").last().click();
    assert.equal(await page.locator("#image").inputValue(), "team/pay:1");
    assert.equal(await page.locator("#count").innerText(), "3 rows");
  }),
);

needs("a finding says whose layer it is in, and a search for the layer lists its findings", () =>
  withHtmlPage({ hash: "#q=sha256:own", outcomes: OUTCOMES }, async (page) => {
    assert.equal(await page.locator("#count").innerText(), "2 rows");
    await page.locator("#grid .body .row").first().click();
    assert.match(
      await page.locator("#details").innerText(),
      /Whose layer\s+in registry\.example\.com:5000\/team\/shop only/,
    );
  }),
);

needs("print says of more rows than it has where the others are", () => {
  const many = Array.from({ length: 1200 }, (_, number) => find(`CVE-9-${number}`, "", "LOW"));
  return withHtmlPage({ outcomes: [makeDone(many)] }, async (page) => {
    await page.emulateMedia({ media: "print" });
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    assert.equal(await page.locator("#print-rows tbody tr").count(), 1000);
    const caption = await page.locator("#print-rows caption").innerText();
    assert.equal(caption, "The first 1,000 of 1,200: filter for others; the CSV has all");
  });
});

test.run();
