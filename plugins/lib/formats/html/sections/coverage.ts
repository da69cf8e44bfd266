import { DOUBT_WORDS } from "../../doubts.ts";
import { html, type Markup } from "../markup.ts";
import type { Overview, Remark, Status } from "../overview.ts";
import { formatCount, headCells } from "./parts.ts";

const WORDS: Readonly<Record<Status, string>> = {
  scanned: "scanned now",
  cached: "unchanged, from an earlier scan",
  failed: DOUBT_WORDS.failed,
  skipped: DOUBT_WORDS.skipped,
  unscanned: DOUBT_WORDS.unscanned,
};

/** How far the figures can be trusted: what was scanned, what was not and why, what may be incomplete. */
export function listCoverage(overview: Overview): readonly Markup[] {
  const { statuses, withCaveats, failures, caveats, skips } = overview;
  const items = (Object.keys(WORDS) as Status[]).map((status) => buildItem(statuses[status], status, WORDS[status]));
  const top = html`<section aria-labelledby="coverage-title">
<h2 id="coverage-title">Coverage</h2>
<ul class="coverage">${items}${buildItem(withCaveats, "caveat", "scanned with caveats: more may be in them")}</ul>
`;
  const parts = [
    ...listRemarks("Could not be scanned", failures, "failed"),
    ...listRemarks("Caveats", caveats, "caveat"),
    ...listSkips(skips),
  ];
  return [top, ...parts, html`</section>\n`];
}

function buildItem(count: number, look: string, text: string): Markup {
  return html`<li class="${count === 0 ? "none" : look}"><strong>${formatCount(count)}</strong> ${text}</li>`;
}

/** In pieces: a run of ten thousand images may have failed as a whole. */
function listRemarks(title: string, remarks: readonly Remark[], look: string): readonly Markup[] {
  if (remarks.length === 0) return [];
  const hasHints = remarks.some(({ hint }) => hint !== undefined);
  const columns = ["Image", "Reason", ...(hasHints ? ["What to do"] : [])];
  const rows = remarks.map(({ image, code, message, hint }) => {
    const last = hasHints ? html`<td>${hint}</td>` : undefined;
    return html`<tr><th scope="row">${image}</th><td>${message} <code>${code}</code></td>${last}</tr>\n`;
  });
  return [
    html`<h3 class="${look}" id="${look}-title">${title} (${formatCount(remarks.length)})</h3>
<div class="wide long" tabindex="0" role="region" aria-labelledby="${look}-title"><table>${headCells(columns)}<tbody>
`,
    ...rows,
    html`</tbody></table></div>\n`,
  ];
}

function listSkips(skips: Overview["skips"]): readonly Markup[] {
  if (skips.size === 0) return [];
  const rows = [...skips].map(([reason, { count, names }]) => {
    const more = count > names.length ? `, and ${formatCount(count - names.length)} more` : "";
    return html`<tr><th scope="row">${reason}</th><td class="number">${formatCount(count)}</td><td>${names.join(", ")}${more}</td></tr>\n`;
  });
  return [
    html`<h3 id="skipped-title">Skipped or not scanned</h3>
<div class="wide long" tabindex="0" role="region" aria-labelledby="skipped-title"><table>${headCells(["Reason", "#Images", "Which"])}<tbody>
`,
    ...rows,
    html`</tbody></table></div>\n`,
  ];
}
