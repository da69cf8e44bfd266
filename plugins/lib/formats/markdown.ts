import {
  type ComparisonTotals,
  compareFindings,
  createFixPlanner,
  createTop,
  createWorstImages,
  describeComparison,
  describeFinding,
  describeFound,
  describeRisk,
  describeSources,
  isExploited,
  leaveOutAccepted,
  plural,
  sumCounts,
  targetLabel,
  type WorstImage,
} from "../../../core/kit.ts";
import { type Finding, type Outcome, SEVERITIES, type Summary } from "../../../core/mod.ts";
import { INTERRUPTED } from "./doubts.ts";
import type { FormatContext } from "./format.ts";
import { toCode } from "./markdown_code.ts";
import { buildFixSection } from "./markdown_fixes.ts";
import { SeverityFloors } from "./severity_floors.ts";

const WORST = [...SEVERITIES].reverse();
const MAX_ROWS = 20;
/** Room for the lines that say what is left out. */
const RESERVE = 400;

/** A table of the page. */
interface Section {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** How many rows there would be. */
  readonly all?: number;
  /** What stands below a table that is whole. */
  readonly note?: string;
}

/** A finding to be named by itself. */
interface NamedFinding {
  readonly finding: Finding;
  /** The image that it is in. */
  readonly name: string;
}

/**
 * A page for the summary of a job or a comment: what the run came to, what could not be scanned, what is new, the worst
 * images, and what to update first. Its first line is a mark that nobody sees, by which a comment is found again.
 */
export async function* formatMarkdown(
  outcomes: AsyncIterable<Outcome>,
  { options, run, summary, warn }: FormatContext<{ readonly maxBytes: number }>,
): AsyncGenerator<string> {
  const worst = createWorstImages(MAX_ROWS);
  const planner = createFixPlanner();
  const floors = new SeverityFloors();
  const exploited = createTop<NamedFinding>(MAX_ROWS, (a, b) => compareFindings(a.finding, b.finding));
  const news = createTop<NamedFinding>(MAX_ROWS, (a, b) => compareFindings(a.finding, b.finding));
  let unscanned = 0;
  for await (const outcome of outcomes) {
    const { findings } = outcome.data;
    const name = targetLabel(outcome.target);
    for (const finding of leaveOutAccepted(findings ?? [])) {
      if (finding.isNew) news.add({ finding, name });
      if (isExploited(finding)) exploited.add({ finding, name });
    }
    if (outcome.status === "done" && findings === undefined) unscanned += 1;
    planner.add(outcome);
    worst.add(outcome);
    floors.add(outcome);
  }
  const total = summary();
  const plan = planner.plan({ limit: MAX_ROWS });
  const sections: readonly Section[] = [
    {
      title: "Not scanned",
      head: ["Image", "Reason"],
      rows: total.failures.slice(0, 100).map(({ name, error }) => [toCode(name), toCode(error.message)]),
      all: total.failures.length,
    },
    {
      title: "Known exploited",
      head: ["Severity", "Finding", "Image", "Why it comes first"],
      rows: exploited.list().map(({ finding, name }) => {
        const why = toCode(describeRisk(finding) ?? "");
        return [finding.severity, toCode(describeFinding(finding, { secrets: false })), toCode(name), why];
      }),
      all: total.exploited?.findings ?? 0,
    },
    {
      title: "New",
      head: ["Severity", "Finding", "Image"],
      rows: news.list().map(({ finding, name }) => {
        return [finding.severity, toCode(describeFinding(finding, { secrets: false })), toCode(name)];
      }),
      all: total.comparison === undefined ? 0 : sumCounts(total.comparison.news),
    },
    {
      title: "Caveats",
      head: ["Caveat", "Images"],
      rows: Object.entries(total.caveats).map(([code, count]) => [toCode(code), String(count)]),
    },
    {
      title: "Worst images",
      head: ["Image", ...WORST, "Fixable", ...(total.comparison ? ["New"] : [])],
      rows: worst
        .list()
        .map((image) => [
          toCode(image.name) + describeImage(image),
          ...WORST.map((severity) => formatCount(image.severities[severity], floors.covers(severity))),
          String(image.fixable),
          ...(total.comparison ? [String(image.news ?? 0)] : []),
        ]),
    },
    buildFixSection(plan),
  ];
  const label = run.label.replace(/[^\w.]+/g, "-").slice(0, 60);
  let text = `<!-- hullscan:${label} -->\n**${describeVerdict(total, { bad: worst.affected, unscanned })}**\n`;
  const data = describeSources(total.intel);
  if (data !== undefined) text += `\n${data}.\n`;
  const floor = floors.describe();
  if (floor !== undefined) text += `\n${floor}.\n`;
  let left = 0;
  for (const { title, head, rows, note = "", all = rows.length } of sections) {
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
    const more = all > shown ? `${all - shown} more` : note;
    if (shown > 0) text += `${section}${more === "" ? "" : `\n${more}\n`}`;
  }
  if (plan.isThinned) {
    const thinned = "Fix first: there is too much to count all of it, the numbers are lower bounds";
    text += `\n${thinned}.\n`;
    warn(`Markdown: ${thinned}`);
  }
  if (left > 0) {
    text += `\n${left} rows are left out for lack of room.\n`;
    warn(`Markdown: ${left} rows are left out: the limit is ${options.maxBytes} bytes`);
  }
  yield text;
}

/** What is compared with may be called as somebody likes: a file, a tag. */
function describeNews(comparison: ComparisonTotals): string {
  const isPlain = /^[\w :-]+$/.test(comparison.with);
  return describeComparison({ ...comparison, with: isPlain ? comparison.with : toCode(comparison.with) });
}

function describeVerdict(
  total: Summary,
  { bad, unscanned }: { readonly bad: number; readonly unscanned: number },
): string {
  return [
    ...(total.interrupted ? [INTERRUPTED] : []),
    describeFound(total, bad),
    ...(total.comparison ? [describeNews(total.comparison)] : []),
    ...(total.exploited ? [`${plural(total.exploited.findings, "finding")} known to be exploited`] : []),
    ...(sumCounts(total.accepted) > 0 ? [`${plural(sumCounts(total.accepted), "finding")} accepted`] : []),
    ...(total.failed > 0 ? [`${total.failed} could not be scanned`] : []),
    ...(total.withCaveats > 0 ? [`${total.withCaveats} with caveats`] : []),
    ...(total.skipped > 0 ? [`${total.skipped} skipped`] : []),
    ...(unscanned > 0 ? [`${unscanned} that no scanner has looked at`] : []),
  ].join("; ");
}

/** What nobody looked for is no 0. */
function formatCount(count: number, isCovered: boolean): string {
  return count === 0 && !isCovered ? "-" : String(count);
}

function describeImage({ otherNames, hasCaveats }: WorstImage): string {
  return `${otherNames > 0 ? ` and ${plural(otherNames, "more name")} of it` : ""}${hasCaveats ? " (caveats)" : ""}`;
}

function toRow(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |\n`;
}
