import type { Page } from "playwright-core";
import type { Outcome } from "#core/mod.ts";
import { makeDone, makePackage, makeVulnerability } from "../outcomes.ts";

/** 400 images with 500 findings each. */
export function* listMany(): Generator<Outcome> {
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

/** How quick a page is, in milliseconds. */
export interface PageTimes {
  /** From the start of the navigation until something is drawn. */
  readonly drawn: number;
  /** Until the table of all findings is there. */
  readonly ready: number;
  /** A frame of scrolling from the first row to the last one in 50 steps. */
  readonly frame: number;
  /** The longest task while it scrolls; 0 where none takes 50 ms, as browsers report no shorter ones. */
  readonly longest: number;
  /** For how long the page stands still when somebody filters. */
  readonly filter: number;
}

/** Notes when the table is there. To be run before the page's own script. */
export const WATCH_TABLE = `new MutationObserver((_, observer) => {
  const grid = document.querySelector("#grid");
  if (grid === null || grid.hidden) return;
  observer.disconnect();
  requestAnimationFrame(() => setTimeout(() => performance.mark("table")));
}).observe(document, { subtree: true, childList: true, attributeFilter: ["hidden"] });`;

const MEASURE = `(async () => {
  const [paint] = performance.getEntriesByName("first-contentful-paint");
  const [table] = performance.getEntriesByName("table");
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
  const frame = (performance.now() - start) / 50;
  await new Promise((resolve) => requestIdleCallback(resolve));
  watcher.disconnect();
  const before = performance.now();
  document.querySelector("[data-severity=low]").click();
  const filter = performance.now() - before;
  return { drawn: paint.startTime, ready: table.startTime, frame, longest, filter };
})()`;

/** Measures a page that is open: scrolls to its last row, and then filters by a severity. */
export async function measurePage(page: Page): Promise<PageTimes> {
  await page.waitForFunction("performance.getEntriesByName('table').length > 0");
  return page.evaluate<PageTimes>(MEASURE);
}
