import { html, type Markup } from "../markup.ts";
import type { Overview } from "../overview.ts";
import { capitalise, formatCount, WORST_FIRST } from "./parts.ts";

const VIEWS = {
  findings: "Findings",
  advisories: "Vulnerabilities",
  images: "Images",
  layers: "Layers",
  secrets: "Secrets",
};

const KINDS: Readonly<Record<string, string>> = {
  vulnerability: "Vulnerabilities",
  secret: "Secrets",
  misconfiguration: "Misconfigurations",
  license: "Licences",
};

/** So many owners can be chosen, those with the most images. */
const MAX_OWNERS = 500;

/** The frame of the table with search and filters, which the page's script fills. */
export function buildExplorer(overview: Overview): Markup {
  const { severities, kinds, accepted, newFindings, owners, exploited } = overview;
  const views = Object.entries(VIEWS).map(
    ([view, title]) => html`<button type="button" data-view="${view}" aria-pressed="false">${title}</button>`,
  );
  const toggles = WORST_FIRST.map(
    (severity) =>
      html`<button type="button" class="toggle ${severity.toLowerCase()}" data-severity="${severity.toLowerCase()}" aria-pressed="false">${capitalise(severity)} <small>${formatCount(severities[severity])}</small></button>`,
  );
  const options = Object.entries(KINDS).flatMap(([kind, title]) => {
    const count = kinds[kind] ?? 0;
    return count === 0 ? [] : [html`<option value="${kind}">${title} (${formatCount(count)})</option>`];
  });
  const named = [...owners].sort(([, a], [, b]) => b - a).slice(0, MAX_OWNERS);
  const whose = html`
<label><span class="label">Owner</span> <select id="owner"><option value="">All owners</option>${named.map(
    ([owner, images]) => html`<option value="${owner}">${owner} (${formatCount(images)})</option>`,
  )}</select></label>`;
  const onlyNew = html`
<label class="check"><input id="new" type="checkbox"> New only <small>${formatCount(newFindings ?? 0)}</small></label>`;
  const onlyExploited = html`
<label class="check"><input id="exploited" type="checkbox"> Exploited only <small>${formatCount(exploited)}</small></label>`;
  const more = html`
<label class="check"><input id="accepted" type="checkbox"> Accepted, too <small>${formatCount(accepted)}</small></label>`;
  return html`<section id="explorer" aria-labelledby="explorer-title">
<h2 id="explorer-title">Everything</h2>
<noscript><p class="alert">Search, filters and the table of all findings need JavaScript. The tables above are complete without it.</p></noscript>
<p id="loading" class="lead script" role="status">Loading…</p>
<div id="tools" hidden>
<div class="views" role="group" aria-label="What to list">${views}</div>
<div class="filters">
<label class="search"><span class="label">Search</span> <input id="search" type="search" placeholder="Advisory, package, image, path…" autocomplete="off" spellcheck="false" aria-keyshortcuts="/"><kbd aria-hidden="true">/</kbd></label>
<label><span class="label">Image</span> <input id="image" type="search" list="images" placeholder="All images" autocomplete="off" spellcheck="false"><datalist id="images"></datalist></label>
<label><span class="label">Kind</span> <select id="kind"><option value="">All kinds</option>${options}</select></label>${owners.size > 0 ? whose : undefined}
<label class="check"><input id="fixable" type="checkbox"> Fixable only</label>${newFindings === undefined ? undefined : onlyNew}${exploited > 0 ? onlyExploited : undefined}${accepted > 0 ? more : undefined}
</div>
<div class="toggles" role="group" aria-label="Severity">${toggles}</div>
<div class="result"><p id="count" role="status" aria-live="polite"></p><button type="button" id="reset">Clear filters</button><button type="button" id="csv">Download CSV</button></div>
</div>
<div id="grid" hidden></div>
<div id="print-rows"></div>
</section>
</main>
<footer><p>Made by hullscan. This page loads nothing and sends nothing.</p></footer>
<dialog id="details" aria-labelledby="details-title"></dialog>
`;
}
