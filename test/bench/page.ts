/**
 * Measures the HTML report of 200,000 findings in Chromium: when something is drawn, when the table is there, a frame and
 * the longest task while it scrolls from its first row to its last one, and a filter.
 *
 * `npm run bench:page [ROUNDS]`: 5 by default.
 */
import { closeBrowser, withHtmlPage } from "#support/formats/html_page.ts";
import { listMany, measurePage, type PageTimes, WATCH_TABLE } from "#support/formats/large_page.ts";
import { describeMachine } from "./machine.ts";
import { median } from "./median.ts";
import { printTable } from "./print_table.ts";

/** What is promised, in milliseconds. */
const PROMISED: Partial<PageTimes> = { ready: 2000, longest: 200 };
const WORDS: Readonly<Record<keyof PageTimes, string>> = {
  drawn: "first words drawn",
  ready: "table of all findings there",
  frame: "a frame of scrolling",
  longest: "longest task while it scrolls",
  filter: "a filter",
};

const [rounds = 5] = process.argv.slice(2, 3).map(Number);
const all: PageTimes[] = [];
for (let round = 0; round < rounds; round += 1) {
  await withHtmlPage({ outcomes: listMany(), before: WATCH_TABLE }, async (page) => {
    all.push(await measurePage(page));
  });
}
await closeBrowser();
console.log(`${describeMachine()}; ${rounds} rounds, milliseconds:`);
const rows = (Object.keys(WORDS) as (keyof PageTimes)[]).map((key) => {
  const times = all.map((one) => one[key]);
  const numbers = [median(times), Math.min(...times), Math.max(...times)].map((ms) => ms.toFixed(ms < 100 ? 1 : 0));
  return [WORDS[key], ...numbers, String(PROMISED[key] ?? "")];
});
printTable(["200,000 findings", "median", "least", "most", "promised"], rows);
