import { caveatsOf, countSeverities, plural, printable, type SeverityCounts, sumCounts } from "../../../core/kit.ts";
import { type Outcome, SEVERITIES, type Summary, targetName } from "../../../core/mod.ts";
import { INTERRUPTED } from "./doubts.ts";
import type { FormatContext } from "./format.ts";
import { createFixes } from "./markdown_fixes.ts";
import { compareCounts, createTop } from "./top.ts";

const WORST = [...SEVERITIES].reverse();
const MAX_ROWS = 20;
/** Room for the lines that say what is left out. */
const RESERVE = 400;

/**
 * A page for the summary of a job or a comment: what the run came to, the worst images, what to update first, and what could
 * not be scanned. Its first line is a mark that nobody sees, by which a comment is found again.
 */
export async function* formatMarkdown(
  outcomes: AsyncIterable<Outcome>,
  { options, run, summary, warn }: FormatContext<{ readonly maxBytes: number }>,
): AsyncGenerator<string> {
  const worst = createTop<{ readonly name: string; readonly counts: SeverityCounts }>(MAX_ROWS, (a, b) =>
    compareCounts(a.counts, b.counts),
  );
  const fixes = createFixes();
  let bad = 0;
  let unscanned = 0;
  for await (const outcome of outcomes) {
    const { findings } = outcome.data;
    if (outcome.status === "done" && findings === undefined) unscanned += 1;
    if (findings === undefined || findings.length === 0) continue;
    bad += 1;
    fixes.add(findings);
    const caveat = caveatsOf(outcome.data).length > 0 ? " (caveats)" : "";
    worst.add({ name: toCode(targetName(outcome.target)) + caveat, counts: countSeverities(findings) });
  }
  const total = summary();
  const sections = [
    {
      title: "Not scanned",
      head: ["Image", "Reason"],
      rows: total.failures.slice(0, 100).map(({ name, error }) => [toCode(name), toCode(error.message)]),
      all: total.failures.length,
    },
    {
      title: "Caveats",
      head: ["Caveat", "Images"],
      rows: Object.entries(total.caveats).map(([code, count]) => [toCode(code), String(count)]),
    },
    {
      title: "Worst images",
      head: ["Image", ...WORST],
      rows: worst.list().map(({ name, counts }) => [name, ...WORST.map((severity) => String(counts[severity]))]),
      all: bad,
    },
    {
      title: "Top fixes",
      head: ["Package", "Installed", "Fixed in", "Findings", "Images"],
      rows: fixes.list(MAX_ROWS).map(({ name, installed, fixed, findings, images }) => {
        return [toCode(name), toCode(installed), toCode(fixed), String(findings), String(images)];
      }),
    },
  ];
  const label = run.label.replace(/[^\w.]+/g, "-").slice(0, 60);
  let text = `<!-- hullscan:${label} -->\n**${describeVerdict(total, { bad, unscanned })}**\n`;
  let left = 0;
  for (const { title, head, rows, all = rows.length } of sections) {
    if (rows.length === 0) continue;
    let section = `\n### ${title}\n\n${toRow(head)}${toRow(head.map(() => "---"))}`;
    const fits = (more: string) => Buffer.byteLength(text + section + more) + RESERVE <= options.maxBytes;
    let shown = 0;
    for (const row of rows.map(toRow)) {
      if (!fits(row)) break;
      section += row;
      shown += 1;
    }
    left += rows.length - shown;
    if (shown > 0) text += `${section}${all > shown ? `\n${all - shown} more\n` : ""}`;
  }
  if (fixes.isThinned()) {
    const thinned = "Top fixes: there are too many packages to count them all, the numbers are lower bounds";
    text += `\n${thinned}.\n`;
    warn(`Markdown: ${thinned}`);
  }
  if (left > 0) {
    text += `\n${left} rows are left out for lack of room.\n`;
    warn(`Markdown: ${left} rows are left out: the limit is ${options.maxBytes} bytes`);
  }
  yield text;
}

function describeVerdict(
  total: Summary,
  { bad, unscanned }: { readonly bad: number; readonly unscanned: number },
): string {
  const counts = WORST.filter((severity) => total.severities[severity] > 0);
  const found = counts.map((severity) => `${total.severities[severity]} ${severity}`).join(", ");
  return [
    ...(total.interrupted ? [INTERRUPTED] : []),
    sumCounts(total.severities) === 0
      ? `No findings; ${plural(total.scanned, "image")} scanned`
      : `${found} in ${bad} of ${plural(total.scanned, "image")} scanned`,
    ...(total.failed > 0 ? [`${total.failed} could not be scanned`] : []),
    ...(total.withCaveats > 0 ? [`${total.withCaveats} with caveats`] : []),
    ...(total.skipped > 0 ? [`${total.skipped} skipped`] : []),
    ...(unscanned > 0 ? [`${unscanned} that no scanner has looked at`] : []),
  ].join("; ");
}

function toRow(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |\n`;
}

/** In a code span nothing is markup, pings anyone or links an issue. A pipe would end the cell even there. */
function toCode(text: string): string {
  const line = printable(text.slice(0, 1000).replace(/\s+/g, " ").trim(), 200);
  if (/[|\\]/.test(line))
    return `<code>${line.replace(/[^\p{L}\p{N} ]/gu, (one) => `&#${one.codePointAt(0)};`)}</code>`;
  const fence = "`".repeat(1 + Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length)));
  return line.includes("`") ? `${fence} ${line} ${fence}` : `\`${line || "-"}\``;
}
