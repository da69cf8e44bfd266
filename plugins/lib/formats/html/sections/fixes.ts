import { html, type Markup } from "../markup.ts";
import type { Overview } from "../overview.ts";
import type { Upgrade } from "../upgrades.ts";
import { countCell, formatCount, headCells, tableLink } from "./parts.ts";

/** So many upgrades are listed. */
const LISTED = 25;

/** The package upgrades that remove the most. */
export function buildFixes({ upgrades }: Overview): Markup | undefined {
  const all = upgrades.list();
  if (all.length === 0) return undefined;
  const heads = headCells(["Package", "Installed", "Upgrade to", "#Critical", "#High", "#All", "#Images"]);
  const more =
    all.length > LISTED
      ? html`<p class="more">${formatCount(all.length - LISTED)} more upgrades remove fewer: see ${tableLink({ fixable: "1" }, "all that is fixable")}.</p>
`
      : undefined;
  return html`<section aria-labelledby="fix-title">
<h2 id="fix-title">Fix first</h2>
<p class="lead">Package upgrades by how many critical and high findings each removes from all images. Where advisories name several fixed versions, the latest one is shown.</p>
<div class="wide" tabindex="0" role="region" aria-labelledby="fix-title"><table>${heads}<tbody>
${all.slice(0, LISTED).map(buildRow)}</tbody></table></div>
${more}</section>
`;
}

function buildRow({ name, component, installed, fixed, critical, high, findings, images }: Upgrade): Markup {
  const link = tableLink({ q: name, fixable: "1" }, name);
  return html`<tr><th scope="row">${link} <small>${component}</small></th><td class="version">${installed}</td><td class="version"><strong>${fixed}</strong></td>${countCell(critical, "critical")}${countCell(high, "high")}${countCell(findings)}${countCell(images)}</tr>
`;
}
