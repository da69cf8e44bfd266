import { sumCounts } from "../../../../../core/kit.ts";
import { html, type Markup } from "../markup.ts";
import type { ImageCounts, Overview } from "../overview.ts";
import { capitalise, countCell, formatCount, headCells, severityBar, tableLink, WORST_FIRST } from "./parts.ts";

/** The images with the worst findings. */
export function buildImages({ worst, images }: Overview): Markup | undefined {
  if (worst.length === 0) return undefined;
  const longest = Math.max(...worst.map(({ severities }) => sumCounts(severities)));
  const heads = headCells(["Image", "", ...WORST_FIRST.map((severity) => `#${capitalise(severity)}`), "#Secrets"]);
  const rows = worst.map((image) => buildRow(image, longest));
  const all = tableLink({ view: "images" }, `All ${formatCount(images)} images`);
  return html`<section aria-labelledby="worst-title">
<h2 id="worst-title">Worst images</h2>
<div class="wide" tabindex="0" role="region" aria-labelledby="worst-title"><table>${heads}<tbody>
${rows}</tbody></table></div>
<p class="more script">${all}</p>
</section>
`;
}

function buildRow({ name, severities, secrets }: ImageCounts, longest: number): Markup {
  const counts = WORST_FIRST.map((severity) => countCell(severities[severity], severity.toLowerCase()));
  const link = tableLink({ image: name }, name);
  return html`<tr><th scope="row">${link}</th><td class="chart">${severityBar(severities, longest)}</td>${counts}${countCell(secrets)}</tr>
`;
}
