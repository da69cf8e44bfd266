import { el } from "../../../../plugins/lib/formats/html/page/dom.js";
import { ask } from "./api.js";
import { linkTo, severityOf, textOf } from "./fields.js";
import { showTable } from "./show_table.js";

const STATES = {
  used: "accepts",
  ended: "has ended; it would accept",
  unused: "accepts nothing",
  hidden: "another rule, before it, accepts all that it matches",
  unseen: "no image of the history is its",
};

/** The rules of this folder that accept findings, and what they accept now. */
export async function showAccepted({ body, signal }) {
  const { rules, rows, looked, total } = await ask("accepted", {}, signal);
  if (rules.length === 0) {
    body.append(el("p", {}, "No rule accepts anything here. Add one: "), el("code", {}, "scan accept CVE-2024-3094"));
    return;
  }
  const head = ["Rule", "Reason", "Until", "Owner", "What it does"].map((title) => el("th", { scope: "col" }, title));
  const list = rules.map(({ rule, ids, reason, until = "", owner = "", state, findings }) => {
    const does = `${STATES[state]}${state === "used" || state === "ended" ? ` ${findings}` : ""}`;
    const name = el("th", { scope: "row" }, ids.slice(0, 5).join(", "), el("small", {}, ` ${rule}`));
    const cells = [reason, until, owner].map((text) => el("td", {}, text));
    return el("tr", {}, name, ...cells, el("td", { class: state === "used" ? "" : "warn" }, does));
  });
  const table = el("table", {}, el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...list));
  body.append(el("div", { class: "wide long", tabindex: "0", role: "region", "aria-label": "Rules" }, table));
  if (looked < total) {
    body.append(el("p", { class: "caution" }, `Only the worst ${looked} of ${total} images were looked through`));
  }
  body.append(el("h3", {}, "What they accept"));
  const columns = {
    severity: severityOf(rows),
    what: textOf("Finding", rows, ({ what }) => what, { size: "minmax(14rem, 2fr)", sortBy: ({ id }) => id }),
    image: textOf("Image", rows, ({ image }) => image),
    reason: textOf("Reason", rows, ({ reason }) => reason, {
      second: ({ status, until, owner }) => [status, until && `until ${until}`, owner].filter(Boolean).join(" · "),
    }),
  };
  const open = (row) => {
    location.hash = linkTo("image", { name: rows[row].image });
  };
  const found = rules.reduce((sum, { state, findings }) => sum + (state === "used" ? findings : 0), 0);
  showTable(body, { title: "Accepted findings", columns, count: rows.length, total: found, open });
}
