import { countColumn } from "../../../../plugins/lib/formats/html/page/columns.js";
import { el } from "../../../../plugins/lib/formats/html/page/dom.js";
import { ask } from "./api.js";
import { countsOf, field, form, textOf } from "./fields.js";
import { showTable } from "./show_table.js";

/** What to do first over all images: as `scan plan` says. */
export async function showPlan({ body, words, signal }) {
  const owner = words.get("owner") ?? "";
  const fields = { owner: field("Images of the owner", { type: "search", value: owner, placeholder: "all" }) };
  body.append(form("plan", fields, "Plan"));
  const { summary, gaps, rows, hasMore } = await ask("plan", { owner }, signal);
  body.append(el("p", { class: "summary" }, summary));
  if (gaps.length > 0) {
    const lines = ["What the plan does not know:", ...gaps].map((line) => el("div", {}, line));
    body.append(el("div", { class: "caution" }, ...lines));
  }
  const columns = {
    step: textOf("Step", rows, ({ step }) => step, { size: "minmax(16rem, 3fr)", second: ({ owners }) => owners }),
    ...countsOf(rows),
    findings: countColumn("Findings", (row) => rows[row].findings),
    images: countColumn("Images", (row) => rows[row].images),
    share: countColumn("% so far", (row) => rows[row].share),
  };
  showTable(body, { title: "Steps", columns, count: rows.length, more: hasMore ? "More steps remove less" : "" });
}
