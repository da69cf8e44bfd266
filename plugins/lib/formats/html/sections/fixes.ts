import type { Upgrade } from "../../../../../core/kit.ts";
import { html, type Markup } from "../markup.ts";
import type { Overview } from "../overview.ts";
import { cleanText } from "../text.ts";
import { countCell, formatCount, headCells, tableLink } from "./parts.ts";

/** So many upgrades are listed. */
const LISTED = 25;

/** The package upgrades that remove the most. */
export function buildFixes({ upgrades }: Overview): Markup | undefined {
  if (upgrades.size === 0) return undefined;
  const heads = headCells(["Package", "Installed", "Upgrade to", "#Critical", "#High", "#All", "#Images"]);
  const more =
    upgrades.size > LISTED
      ? html`<p class="more">${formatCount(upgrades.size - LISTED)} more upgrades remove fewer: see ${tableLink({ fixable: "1" }, "all that is fixable")}.</p>
`
      : undefined;
  const thinned = upgrades.isThinned
    ? " There are too many packages to count them all: the numbers are lower bounds."
    : "";
  return html`<section aria-labelledby="fix-title">
<h2 id="fix-title">Fix first</h2>
<p class="lead">Package upgrades by how many critical and high findings each removes from all images. Where advisories name several fixed versions, the latest one is shown.${thinned}</p>
<p class="lead script">A layer that several repositories share comes with their base image: see ${tableLink({ view: "layers" }, "layers by what an update of it removes")}.</p>
<div class="wide" tabindex="0" role="region" aria-labelledby="fix-title"><table>${heads}<tbody>
${upgrades.list(LISTED).map(buildRow)}</tbody></table></div>
${more}</section>
`;
}

function buildRow(upgrade: Upgrade): Markup {
  const { critical, high, findings, images } = upgrade;
  const [name, component] = [cleanText(upgrade.name), cleanText(upgrade.component)];
  const [installed, fixed] = [cleanText(upgrade.installed), cleanText(upgrade.fixed)];
  const link = tableLink({ q: name, fixable: "1" }, name);
  return html`<tr><th scope="row">${link} <small>${component}</small></th><td class="version">${installed}</td><td class="version"><strong>${fixed}</strong></td>${countCell(critical, "critical")}${countCell(high, "high")}${countCell(findings)}${countCell(images)}</tr>
`;
}
