import type { SeverityCounts } from "../../../../../core/kit.ts";
import { SEVERITIES, type Severity } from "../../../../../core/mod.ts";
import { html, type Markup } from "../markup.ts";

/** Worst first, as people read them. */
export const WORST_FIRST: readonly Severity[] = [...SEVERITIES].reverse();

/** `1,234`. */
export function formatCount(count: number): string {
  return count.toLocaleString("en");
}

/** `Critical`. */
export function capitalise(text: string): string {
  return text.charAt(0) + text.slice(1).toLowerCase();
}

/** A number in a cell; nothing draws the eye where it is 0. What nobody looked for is no 0. */
export function countCell(count: number, look = "", isCovered = true): Markup {
  return count === 0
    ? html`<td class="number none">${isCovered ? "0" : "–"}</td>`
    : html`<td class="number ${look}">${formatCount(count)}</td>`;
}

/** Heads of columns. Those that begin with `#` are numbers. */
export function headCells(names: readonly string[]): Markup {
  const cells = names.map((name) =>
    name.startsWith("#")
      ? html`<th scope="col" class="number">${name.slice(1)}</th>`
      : html`<th scope="col">${name}</th>`,
  );
  return html`<thead><tr>${cells}</tr></thead>`;
}

/** A bar of severities. Its length is the share of the longest one. */
export function severityBar(counts: Readonly<SeverityCounts>, longest: number): Markup {
  let x = 0;
  const parts = WORST_FIRST.flatMap((severity) => {
    const width = longest === 0 ? 0 : (counts[severity] / longest) * 100;
    const start = x;
    x += width;
    return width === 0
      ? []
      : [
          html`<rect class="${severity.toLowerCase()}" x="${start.toFixed(2)}" width="${width.toFixed(2)}" height="8"/>`,
        ];
  });
  return html`<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">${parts}</svg>`;
}

/** An address within the page: the table below with this filter. */
export function tableLink(filter: Readonly<Record<string, string>>, text: string): Markup {
  return html`<a href="#${new URLSearchParams(filter).toString()}">${text}</a>`;
}
