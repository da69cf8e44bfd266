import { el } from "../../../../plugins/lib/formats/html/page/dom.js";
import { ask } from "./api.js";
import { formatMinute, linkTo, picture, severityOf, textOf } from "./fields.js";
import { showTable } from "./show_table.js";

const SEVERITIES = ["CRITICAL", "HIGH", "MEDIUM", "LOW", "UNKNOWN"];

/** One image: what runs found in it over time, and what is in it now. */
export async function showImage({ body, heading, words, signal }) {
  const answer = await ask("image", { name: words.get("name") ?? "" }, signal);
  const { image, current, looks, findings, svg, isCut } = answer;
  heading.textContent = image;
  document.title = `${image} · Scan history`;
  for (const { pipeline, failure, lookedAt, caveats } of current) {
    if (failure)
      body.append(warn(`${pipeline} could not scan it again (${failure}) since ${formatMinute(lookedAt)} UTC`));
    if (caveats !== "") body.append(warn(`There may be more in it: ${caveats}`));
  }
  if (current.length === 0) body.append(warn("No run could scan it: what is in it is not known"));
  body.append(...[picture(svg)].filter(Boolean), el("h3", {}, "Looks"), looksTable(looks));
  body.append(el("h3", {}, "Findings of the last scan"));
  const columns = {
    severity: severityOf(findings),
    what: textOf("Finding", findings, ({ what }) => what, {
      size: "minmax(16rem, 2fr)",
      second: ({ title }) => title,
      sortBy: ({ id }) => id,
    }),
    path: textOf("Where", findings, ({ path }) => path, { second: ({ kind }) => kind }),
  };
  const open = (row) => {
    location.hash = linkTo("search", { q: findings[row].id });
  };
  const total = findings.length + (isCut ? 1 : 0);
  const more = isCut ? "There are more" : findings.length > 0 ? "Choose one to see where else it is" : "";
  showTable(body, { title: "Findings", columns, count: findings.length, total, open, more });
}

function warn(text) {
  return el("p", { class: "caution" }, text);
}

/** The last looks, a row each. */
function looksTable(looks) {
  const heads = ["Looked at (UTC)", "Pipeline", "Database", "Digest"];
  const cells = ({ lookedAt, pipeline, platform, databaseAt, digest, failure, counts }) => [
    el("th", { scope: "row" }, formatMinute(lookedAt)),
    el("td", {}, [pipeline, platform].filter(Boolean).join(" · ")),
    el("td", {}, formatMinute(databaseAt)),
    el("td", { class: "version" }, failure ? `not scanned: ${failure}` : digest.slice(0, 19)),
    ...SEVERITIES.map((name) => {
      const count = counts?.[name];
      return el("td", { class: `number ${count ? name.toLowerCase() : "none"}` }, String(count ?? "–"));
    }),
  ];
  const head = el(
    "tr",
    {},
    ...heads.map((title) => el("th", { scope: "col" }, title)),
    ...SEVERITIES.map((name) =>
      el("th", { scope: "col", class: "number" }, name.charAt(0) + name.slice(1).toLowerCase()),
    ),
  );
  const rows = looks.slice(0, 50).map((look) => el("tr", {}, ...cells(look)));
  const table = el("table", {}, el("thead", {}, head), el("tbody", {}, ...rows));
  return el("div", { class: "wide long", tabindex: "0", role: "region", "aria-label": "Looks" }, table);
}
