import { describeComparison, describeSources, sumCounts } from "../../../../../core/kit.ts";
import { listDoubtWords } from "../../doubts.ts";
import { html, type Markup } from "../markup.ts";
import type { Overview } from "../overview.ts";
import { cleanText } from "../text.ts";
import type { PageRun } from "./head.ts";
import { capitalise, formatCount, severityBar, tableLink, WORST_FIRST } from "./parts.ts";

const DAY = 86_400_000;
/** Databases are built every day: one that is older than this misses what is new. */
const OLD = 7 * DAY;

/** The run, and its findings in figures. */
export function buildHeader(overview: Overview, run: PageRun): Markup {
  const { label, startedAt, version } = run;
  const scanners = [...overview.scanners].join(", ") || "no scanner";
  return html`<header>
<p class="over">Image scan</p>
<h1>${label}</h1>
<p class="meta"><time datetime="${startedAt.toISOString()}">${formatTime(startedAt)}</time>
<span>hullscan ${version}</span>
<span>${scanners}</span>
${describeDatabase(overview, startedAt)}${describeIntel(run)}</p>
${describeInterruption(run)}</header>
<main>
${buildFigures(overview, run)}`;
}

function formatTime(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function describeInterruption({ summary: { interrupted, total, emitted } }: PageRun): Markup | undefined {
  if (!interrupted) return undefined;
  const missing = total !== undefined && total > emitted ? total - emitted : undefined;
  const what =
    missing === undefined
      ? "Images may be missing here."
      : `${formatCount(missing)} of ${formatCount(total ?? 0)} images were not reached.`;
  return html`<p class="alert" role="alert"><strong>This run was interrupted.</strong> ${what} An image that is missing here is not known to be clean.</p>
`;
}

function describeDatabase({ databases: { oldest, newest } }: Overview, startedAt: Date): Markup {
  if (!Number.isFinite(oldest)) return html`<span class="warn">Age of the vulnerability database unknown</span>`;
  const age = startedAt.getTime() - oldest;
  const days = Math.floor(age / DAY);
  const ago = days < 1 ? "less than a day old" : days === 1 ? "1 day old" : `${formatCount(days)} days old`;
  const built = new Date(oldest).toISOString();
  const range = newest - oldest > DAY ? `, the newest of ${new Date(newest).toISOString().slice(0, 10)}` : "";
  const text = html`Vulnerability database <time datetime="${built}">${built.slice(0, 10)}</time>, ${ago}${range}`;
  return age > OLD ? html`<span class="warn">${text}: newer advisories are missing</span>` : html`<span>${text}</span>`;
}

/** Which data about exploits the page shows, and whose. */
function describeIntel({ summary: { intel } }: PageRun): Markup | undefined {
  const text = describeSources(intel);
  if (text === undefined) return undefined;
  const isStale = intel?.epss?.isStale || intel?.kev?.isStale;
  return html`
<span class="${isStale ? "warn" : "data"}">${cleanText(text)}</span>
<span><a href="https://www.first.org/epss" rel="noopener noreferrer">EPSS</a> by FIRST</span>`;
}

function buildFigures(overview: Overview, run: PageRun): Markup {
  const { severities, kinds, findings, statuses, floors } = overview;
  const figures = WORST_FIRST.map((severity) =>
    floors.covers(severity) || severities[severity] > 0
      ? buildFigure(severities[severity], capitalise(severity), { severity: severity.toLowerCase() })
      : html`<li class="none"><strong>–</strong> ${capitalise(severity)}</li>`,
  );
  const secrets = buildFigure(kinds.secret ?? 0, "Secrets", { view: "secrets" });
  const scanned = statuses.scanned + statuses.cached;
  return html`<section aria-labelledby="findings-title">
<h2 id="findings-title">${formatCount(findings)} ${findings === 1 ? "finding" : "findings"} in ${formatCount(scanned)} scanned ${scanned === 1 ? "image" : "images"}</h2>
${describeExploited(overview)}${describeGaps(overview)}${describeNews(run)}${describeFloor(overview)}${describeAccepted(overview)}<ul class="figures">${figures}${secrets}</ul>
${severityBar(severities, findings)}
</section>
`;
}

/** What comes before all else. */
function describeExploited({ exploited }: Overview): Markup | undefined {
  if (exploited === 0) return undefined;
  const text = `${formatCount(exploited)} ${exploited === 1 ? "finding is" : "findings are"} known to be exploited`;
  return html`<p class="lead">${tableLink({ exploited: "1" }, text)}.</p>\n`;
}

/** What an earlier run did not have. */
function describeNews({ summary: { comparison } }: PageRun): Markup | undefined {
  if (comparison === undefined) return undefined;
  const text = cleanText(describeComparison(comparison));
  const link = sumCounts(comparison.news) > 0 ? tableLink({ new: "1" }, text) : text;
  return html`<p class="lead">${link}.</p>\n`;
}

function describeFloor({ floors }: Overview): Markup | undefined {
  const text = floors.describe();
  return text === undefined ? undefined : html`<p class="lead">${text}.</p>\n`;
}

/** Rules decide about these: the figures are about what is left. */
function describeAccepted({ accepted }: Overview): Markup | undefined {
  if (accepted === 0) return undefined;
  const text = accepted === 1 ? "finding is accepted" : "findings are accepted";
  const link = html`<span class="script">: ${tableLink({ accepted: "1" }, "show them, too")}</span>`;
  return html`<p class="lead">${formatCount(accepted)} more ${text} and in no figure${link}.</p>
`;
}

/** Why the figures are not all there is. */
function describeGaps({ statuses: { failed, unscanned }, withCaveats }: Overview): Markup | undefined {
  const gaps = listDoubtWords({ failed, unscanned, caveat: withCaveats });
  if (gaps.length === 0) return undefined;
  return html`<p class="lead">Not all that may be there: ${gaps.join(", ")}. See <a href="#coverage-title">coverage</a>.</p>
`;
}

function buildFigure(count: number, label: string, filter: Readonly<Record<string, string>>): Markup {
  const look = count === 0 ? "none" : (filter.severity ?? "");
  return html`<li class="${look}"><strong>${formatCount(count)}</strong> ${count === 0 ? label : tableLink(filter, label)}</li>`;
}
