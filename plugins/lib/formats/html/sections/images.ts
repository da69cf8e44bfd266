import { sumCounts, type WorstImage } from "../../../../../core/kit.ts";
import { html, type Markup } from "../markup.ts";
import type { Overview } from "../overview.ts";
import { PageText } from "../text.ts";
import { capitalise, countCell, formatCount, headCells, severityBar, tableLink, WORST_FIRST } from "./parts.ts";

/** The images with the worst findings. */
export function buildImages(overview: Overview): Markup | undefined {
  const worst = overview.worst.list();
  if (worst.length === 0) return undefined;
  const longest = Math.max(...worst.map(({ severities }) => sumCounts(severities)));
  const heads = headCells([
    "Image",
    "",
    ...WORST_FIRST.map((severity) => `#${capitalise(severity)}`),
    "#Fixable",
    "#Secrets",
    ...(overview.newFindings === undefined ? [] : ["#New"]),
    ...(overview.exploited === 0 ? [] : ["#Exploited"]),
  ]);
  const rows = worst.map((image) => buildRow(image, longest, overview));
  const all = tableLink({ view: "images" }, `All ${formatCount(overview.images)} images`);
  return html`<section aria-labelledby="worst-title">
<h2 id="worst-title">Worst images</h2>
<div class="wide" tabindex="0" role="region" aria-labelledby="worst-title"><table>${heads}<tbody>
${rows}</tbody></table></div>
<p class="more script">${all}</p>
</section>
`;
}

function buildRow(
  image: WorstImage,
  longest: number,
  { floors, newFindings, exploited: anyExploited }: Overview,
): Markup {
  const { severities, fixable, secrets, exploited, news = 0, otherNames } = image;
  const name = new PageText().fit(image.name, 500);
  const counts = WORST_FIRST.map((severity) =>
    countCell(severities[severity], severity.toLowerCase(), floors.covers(severity)),
  );
  const link = tableLink({ image: name }, name);
  const others =
    otherNames > 0
      ? html` <small>and ${formatCount(otherNames)} more ${otherNames === 1 ? "name" : "names"} of it</small>`
      : undefined;
  return html`<tr><th scope="row">${link}${others}</th><td class="chart">${severityBar(severities, longest)}</td>${counts}${countCell(fixable)}${countCell(secrets)}${newFindings === undefined ? undefined : countCell(news)}${anyExploited === 0 ? undefined : countCell(exploited)}</tr>
`;
}
