import { describeOwners, describePlan, type FixAction, plural } from "../../../../../core/kit.ts";
import { html, type Markup } from "../markup.ts";
import type { Overview } from "../overview.ts";
import { cleanText } from "../text.ts";
import { countCell, headCells, tableLink } from "./parts.ts";

/** So many steps are listed. */
const LISTED = 25;

/** What to do first: newer base images, and upgrades of packages. */
export function buildFixes({ planner }: Overview): Markup | undefined {
  const plan = planner.plan({ limit: LISTED });
  if (plan.actions.length === 0) return undefined;
  const hasOwners = plan.actions.some(({ owners }) => owners.length > 0);
  const names = ["What", "Installed", "Upgrade to", "#Critical", "#High", "#All", "#Images", "#So far"];
  const heads = headCells([...names, ...(hasOwners ? ["Owners"] : [])]);
  const more = plan.hasMore
    ? html`<p class="more">More steps remove less: see ${tableLink({ fixable: "1" }, "all that is fixable")}.</p>
`
    : undefined;
  const thinned = plan.isThinned ? " There is too much to count all of it: the numbers are lower bounds." : "";
  return html`<section aria-labelledby="fix-title">
<h2 id="fix-title">Fix first</h2>
<p class="lead">${describePlan(plan)}. Each step counts what those before it leave. Where advisories name several fixed versions, the latest one is shown.${thinned}</p>
<p class="lead script">Layers that images of three repositories or more begin with are a base image: see ${tableLink({ view: "layers" }, "layers by what an update of it removes")}.</p>
<div class="wide" tabindex="0" role="region" aria-labelledby="fix-title"><table>${heads}<tbody>
${plan.actions.map((action) => buildRow(action, hasOwners))}</tbody></table></div>
${more}</section>
`;
}

function buildRow(action: FixAction, hasOwners: boolean): Markup {
  const { severities, findings, images, removed } = action;
  const owners = hasOwners ? html`<td>${cleanText(describeOwners(action))}</td>` : undefined;
  return html`<tr>${describe(action)}${countCell(severities.CRITICAL, "critical")}${countCell(severities.HIGH, "high")}${countCell(findings)}${countCell(images)}${countCell(removed)}${owners}</tr>
`;
}

function describe(action: FixAction): Markup {
  if (action.kind === "base") {
    const { name, layers, layer, repositories } = action;
    const below = html` <small>base image, ${plural(layers, "layer")}, ${repositories} repositories</small>`;
    const title = name === undefined ? "A base image without a name" : cleanText(name);
    return html`<th scope="row">${title}${below}</th><td class="version">${cleanText(layer).slice(0, 19)}</td><td class="version"><strong>a newer one</strong></td>`;
  }
  const name = cleanText(action.name);
  const link = tableLink({ q: name, fixable: "1" }, name);
  return html`<th scope="row">${link} <small>${cleanText(action.component)}</small></th><td class="version">${cleanText(action.installed)}</td><td class="version"><strong>${cleanText(action.fixed)}</strong></td>`;
}
