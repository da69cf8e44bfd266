import { countColumn } from "../../../../plugins/lib/formats/html/page/columns.js";
import { ask } from "./api.js";
import { countsOf, field, form, picture, timeOf } from "./fields.js";
import { showTable } from "./show_table.js";

/** Findings by severity over the last finished runs. */
export async function showTrend({ body, words, signal }) {
  const pipeline = words.get("pipeline") ?? "";
  const fields = { pipeline: field("Pipeline", { type: "search", value: pipeline, placeholder: "all" }) };
  body.append(form("trend", fields, "Show"));
  const { runs, svg } = await ask("trend", { pipeline }, signal);
  body.append(...[picture(svg)].filter(Boolean));
  const newest = [...runs].reverse();
  const columns = {
    began: timeOf("Began (UTC)", newest, ({ startedAt }) => startedAt),
    images: countColumn("Images", (row) => newest[row].images),
    failed: countColumn("Failed", (row) => newest[row].failed, { look: "critical" }),
    ...countsOf(newest),
  };
  showTable(body, { title: "Finished runs", columns, count: newest.length });
}
