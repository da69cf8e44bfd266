import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import type { AcceptRule } from "#core/accept/mod.ts";
import type { HistoryPlace } from "#plugins/lib/history/place/mod.ts";
import { PICTURES } from "#support/formats/html_page.ts";
import { type MadeRun, makeHistory } from "#support/made_history.ts";
import { findEngine } from "#support/needs.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { createAnswer } from "../../../../../bin/commands/ui/api/answer.ts";
import { serveUi } from "../../../../../bin/commands/ui/server/serve_ui.ts";

/** A page over a history, and where that is. */
export interface Served {
  readonly address: string;
  /** The header that lets somebody in who has been let in. */
  readonly cookie: string;
  readonly path: string;
}

/** Serves the page over a history, which is made in a file where no other place is named. */
export async function withServed(
  runs: readonly MadeRun[],
  run: (served: Served) => Promise<void>,
  { rules = [], place }: { readonly rules?: readonly AcceptRule[]; readonly place?: HistoryPlace } = {},
): Promise<void> {
  await inTempFolder(async (folder) => {
    const path = join(folder, "history.db");
    await makeHistory(place ?? path, runs);
    const answer = createAnswer(place ?? path, async () => rules);
    const served = await serveUi(answer, { port: 0, history: "history.db", mask: (text) => text });
    try {
      const { searchParams, port } = new URL(served.address);
      await run({ address: served.address, path, cookie: `hullscan_${port}=${searchParams.get("token")}` });
    } finally {
      await served.close();
    }
  });
}

/** A name that somebody has pointed at this machine. */
export const OTHER_NAME = "rebound.example";

let browser: Browser | undefined;

/** Call it after the last test. */
export async function closeBrowser(): Promise<void> {
  await browser?.close();
  browser = undefined;
}

/** Opens a page of the server. A request elsewhere, an error or a word in the console fails the test. */
export async function withPage(
  { address }: Pick<Served, "address">,
  run: (page: Page, go: (hash: string) => Promise<void>) => Promise<void>,
  { scheme = "light" as "light" | "dark", width = 1280, expected = [] as readonly RegExp[], from = address } = {},
): Promise<void> {
  await mkdir(PICTURES, { recursive: true });
  browser ??= await chromium.launch({
    executablePath: findEngine("chromium") ?? "",
    args: ["--no-sandbox", `--host-resolver-rules=MAP ${OTHER_NAME} 127.0.0.1`],
  });
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme });
  const trouble: string[] = [];
  const { origin } = new URL(address);
  await context.route("**", (route) => {
    if (new URL(route.request().url()).origin === origin || route.request().url() === from) return route.continue();
    trouble.push(`a request: ${route.request().url()}`);
    return route.abort();
  });
  const page = await context.newPage();
  page.on("console", (message) => trouble.push(message.text()));
  page.on("pageerror", (error) => trouble.push(String(error.stack)));
  page.on("dialog", (dialog) => trouble.push(`a dialog: ${dialog.message()}`));
  try {
    await page.goto(from);
    await settle(page);
    await run(page, async (hash) => {
      const turn = `addEventListener("hashchange", () => setTimeout(done), { once: true })`;
      await page.evaluate(`new Promise((done) => { ${turn}; location.hash = ${JSON.stringify(hash)}; })`);
      await settle(page);
    });
  } finally {
    await context.close();
  }
  assert.deepEqual(
    trouble.filter((text) => !expected.some((one) => one.test(text))),
    [],
  );
}

/** Waits until the page shows what its address says. */
export async function settle(page: Page): Promise<void> {
  await page.locator("main h2").waitFor();
  await page.locator("main [aria-busy]").waitFor({ state: "detached" });
}
