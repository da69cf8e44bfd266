import type { Summary } from "../../../events/event.ts";
import { describeComparison, describeFound, describeSources } from "../../../highlights/mod.ts";
import { sumCounts } from "../../../model/mod.ts";
import { showPath } from "../../../services/files/show_path.ts";
import { plural } from "../../../services/plural.ts";
import { printable } from "../../../services/printable.ts";
import { callName } from "../../call_name.ts";
import type { LineOptions } from "../text/table.ts";
import { wrapWords } from "../text/text_width.ts";
import { formatCaveatGroups, formatFailureGroups } from "./groups.ts";
import { formatNews } from "./news.ts";
import type { RunFacts } from "./run_facts.ts";
import { formatPlan, formatTotals } from "./summary_text.ts";
import { formatFixes, formatWorst } from "./tables.ts";

/** How the end of a run is written. */
export interface EndScreenOptions extends LineOptions {
  /** How many images, upgrades and reasons are named. */
  readonly count: number;
  /** Where relative paths start. */
  readonly cwd: string;
}

/** More files than that are counted. */
const MAX_FILES = 10;

/**
 * The end of a run on one screen: the worst images, what to upgrade first, what could not be scanned and why, caveats, what is
 * new, the sums, the reports, and what to type next. No line is wider than there is room, but for a path or a command that is to be copied.
 */
export function formatEndScreen(summary: Summary, facts: RunFacts, options: EndScreenOptions): readonly string[] {
  const { count, width, paint } = options;
  const { byImage, scanned, planned, withCaveats } = summary;
  const wrap = (text: string) => wrapWords(text, width);
  const sections = [
    formatWorst(facts.worst.slice(0, count), byImage.images, options),
    formatFixes(facts.plan, count, options),
    formatFailureGroups(facts.failures, count, options),
    formatCaveatGroups(facts.caveats, { withCaveats, count }, options),
    formatNews(facts, Math.ceil(count / 2), options),
    [
      ...(scanned > 0 ? wrap(describeFindings(summary, facts.affected)).map((row) => paint("bold", row)) : []),
      ...describeByImage(summary).flatMap(wrap),
      ...describeExploited(summary)
        .flatMap(wrap)
        .map((row) => paint("red", row)),
      ...(summary.comparison ? wrap(describeComparison(summary.comparison)) : []),
      ...wrap(planned === undefined ? formatTotals(summary, paint) : formatPlan(summary, planned, paint)),
      ...listData(summary, paint),
      ...listReports(summary, options),
      ...suggestNext(summary, facts, options),
    ],
  ];
  return sections.filter((lines) => lines.length > 0).flatMap((lines) => ["", ...lines]);
}

/** What was found, in the words of the Markdown report. */
function describeFindings(summary: Summary, affected: number): string {
  const secrets = summary.secrets > 0 ? `; ${plural(summary.secrets, "secret")} among them` : "";
  return `${describeFound(summary, affected)}${secrets}`;
}

/** What somebody has to look at before all else. */
function describeExploited({ exploited }: Summary): readonly string[] {
  if (exploited === undefined) return [];
  return [`Known exploited: ${plural(exploited.findings, "finding")} in ${plural(exploited.targets, "image")}`];
}

/** Which data about exploits these sums and this order come from. */
function listData({ intel }: Summary, paint: LineOptions["paint"]): readonly string[] {
  const text = describeSources(intel);
  return text === undefined ? [] : [`${paint("dim", "Data:")} ${text}`];
}

/** Forty names of one image have forty times its findings: this is what there is to mend. */
function describeByImage({ severities, byImage, secretTargets }: Summary): readonly string[] {
  const once = sumCounts(byImage.severities);
  if (once === sumCounts(severities)) return [];
  const secrets =
    byImage.secrets === 0 ? "" : `; ${plural(byImage.secrets, "secret")} in ${plural(secretTargets, "image")}`;
  return [`Once per digest: ${plural(once, "finding")} in ${plural(byImage.images, "digest")}${secrets}`];
}

/** Where the reports are, a line each. */
export function listReports(
  { artifacts, extraArtifacts }: Pick<Summary, "artifacts" | "extraArtifacts">,
  { paint, cwd }: Pick<EndScreenOptions, "paint" | "cwd">,
): readonly string[] {
  const paths = [...artifacts, ...extraArtifacts];
  const lines = paths.slice(0, MAX_FILES).map((path) => `${paint("dim", "Report:")} ${showFile(path, cwd)}`);
  return paths.length > lines.length ? [...lines, `and ${paths.length - lines.length} more files`] : lines;
}

function showFile(path: string, cwd: string): string {
  return printable(showPath(path, cwd), 4096);
}

/**
 * What to do to see more, a line each: the worst image by itself, and where there is room the page of all. Nothing where
 * the run says so itself, or nothing was found.
 */
function suggestNext(summary: Summary, { worst: [worst] }: RunFacts, options: EndScreenOptions): readonly string[] {
  const { paint, cwd } = options;
  const { severities, artifacts, extraArtifacts, interrupted } = summary;
  if (interrupted || sumCounts(severities) === 0) return [];
  const paths = [...artifacts, ...extraArtifacts];
  const page = paths.find((path) => path.endsWith(".html"));
  const report = artifacts.find((path) => path.endsWith(".json")) ?? paths.find((path) => path.endsWith(".ndjson"));
  const file = report === undefined ? undefined : quote(showFile(report, cwd));
  // A name that cannot be shown as it is cannot be typed either.
  const isTypable = worst !== undefined && printable(worst.name, worst.name.length) === worst.name;
  const steps = [
    file !== undefined && isTypable ? `${callName()} explain ${quote(worst.name)} ${file}` : undefined,
    page === undefined ? file && `${callName()} convert ${file} --to html` : `open ${showFile(page, cwd)} in a browser`,
  ];
  const lines = steps.flatMap((step) => (step === undefined ? [] : [`${paint("dim", "Next:")} ${step}`]));
  return lines.slice(0, options.count > 3 ? 2 : 1);
}

/** For a shell. */
function quote(path: string): string {
  return /^[\w./:@%+,-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
