import { countColumn } from "../../../../plugins/lib/formats/html/page/columns.js";
import { el } from "../../../../plugins/lib/formats/html/page/dom.js";
import { ask } from "./api.js";
import { field, form, linkTo, severityOf, textOf, timeOf } from "./fields.js";
import { showTable } from "./show_table.js";

/** Which images have something, and since when: as `scan find` says. */
export async function showSearch({ body, words, signal }) {
  const [q, at] = [words.get("q") ?? "", words.get("at") ?? ""];
  const fields = {
    q: field("Vulnerability, package or rule", {
      type: "search",
      value: q,
      placeholder: "CVE-2024-3094, openssl<3.0.7, pkg:npm/minimist",
    }),
    at: field("As was known on", { type: "date", value: at }),
  };
  body.append(form("search", fields, "Search"));
  if (q === "") return;
  const { summary, doubts, rows, total } = await ask("find", { q, at }, signal);
  body.append(el("p", { class: "summary" }, summary));
  if (doubts.length > 0) body.append(el("div", { class: "caution" }, ...doubts.map((line) => el("div", {}, line))));
  const columns = {
    severity: severityOf(rows),
    image: textOf("Image", rows, ({ image }) => image, {
      size: "minmax(14rem, 2fr)",
      second: ({ platform, owner }) => [platform, owner].filter(Boolean).join(" · "),
    }),
    where: textOf("Where", rows, ({ where }) => where, {
      second: ({ ids, count }) => `${ids.join(", ")}${count > ids.length ? ` and ${count - ids.length} more` : ""}`,
    }),
    fix: textOf("Fix", rows, ({ fix }) => fix, { size: "minmax(6rem, 1fr)" }),
    count: countColumn("Findings", (row) => rows[row].count),
    since: timeOf("Since (UTC)", rows, ({ since }) => since),
    looked: timeOf("Scanned (UTC)", rows, ({ lookedAt }) => lookedAt),
  };
  const open = (row) => {
    location.hash = linkTo("image", { name: rows[row].image });
  };
  showTable(body, { title: `Where ${q} is`, columns, count: rows.length, total, open });
}
