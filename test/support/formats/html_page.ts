import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import type { Outcome } from "#core/mod.ts";
import { findEngine } from "../needs.ts";
import { inTempFolder } from "../temp_folder.ts";
import { formatOutcomes } from "./format_outcomes.ts";
import { HARD_OUTCOMES } from "./hard_outcomes.ts";

/** Where pictures of the page are kept, for people to look at: CI names a folder that it keeps. */
export const PICTURES = process.env.HULLSCAN_ARTIFACTS || "build/screenshots";

let browser: Browser | undefined;

async function openBrowser(): Promise<Browser> {
  await mkdir(PICTURES, { recursive: true });
  return chromium.launch({ executablePath: findEngine("chromium") ?? "", args: ["--no-sandbox"] });
}

/** Call it after the last test. */
export async function closeBrowser(): Promise<void> {
  await browser?.close();
  browser = undefined;
}

/** How a report is opened. */
export interface HtmlPageOptions {
  readonly hash?: string;
  readonly width?: number;
  readonly scheme?: "light" | "dark";
  readonly outcomes?: Iterable<Outcome>;
  readonly javaScript?: boolean;
  /** A script that runs before those of the page. */
  readonly before?: string;
}

/** Opens a report from its file. A request, an error or a word in the console fails the test. */
export async function withHtmlPage(
  {
    hash = "",
    width = 1280,
    scheme = "light",
    outcomes = HARD_OUTCOMES,
    javaScript = true,
    before = "",
  }: HtmlPageOptions,
  run: (page: Page) => Promise<void>,
): Promise<void> {
  await inTempFolder(async (folder) => {
    const path = join(folder, "scan.html");
    await writeFile(path, (await formatOutcomes("html", outcomes)).parts[""] ?? "");
    const viewport = { width, height: 900 };
    browser ??= await openBrowser();
    const context = await browser.newContext({ viewport, colorScheme: scheme, javaScriptEnabled: javaScript });
    const page = await context.newPage();
    await page.addInitScript(before);
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

/** The number of the row that has the focus, counted with the row of heads. */
export function focusedRow(page: Page): Promise<unknown> {
  return page.evaluate("document.activeElement?.getAttribute('aria-rowindex')");
}
