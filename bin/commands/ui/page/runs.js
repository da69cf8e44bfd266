import { countColumn } from "../../../../plugins/lib/formats/html/page/columns.js";
import { el } from "../../../../plugins/lib/formats/html/page/dom.js";
import { ask } from "./api.js";
import { countsOf, linkTo, textOf, timeOf } from "./fields.js";
import { showTable } from "./show_table.js";

/** All runs, the newest first. One that is chosen shows what it changed. */
export async function showRuns({ body, words, signal }) {
  const { runs, hasMore } = await ask("runs", { limit: words.get("limit") ?? "" }, signal);
  const columns = {
    began: timeOf("Began (UTC)", runs, ({ startedAt }) => startedAt),
    label: textOf("Run", runs, ({ label }) => label, {
      second: ({ number, tags, state }) => [`run ${number}`, tags, state].filter(Boolean).join(" · "),
    }),
    images: countColumn("Images", (row) => runs[row].images),
    failed: countColumn("Failed", (row) => runs[row].failed, { look: "critical" }),
    ...countsOf(runs),
  };
  function open(row) {
    const before = runs.slice(row + 1).find(({ state, label }) => state === "finished" && label === runs[row].label);
    if (before !== undefined) location.hash = linkTo("diff", { a: before.number, b: runs[row].number });
  }
  const more = runs.length > 1 ? "Choose a run to see what it changed" : "";
  showTable(body, { title: "Runs", columns, count: runs.length, open, more });
  if (hasMore) {
    const next = Math.min(runs.length * 10, 2000);
    body.append(el("p", {}, el("a", { href: linkTo("runs", { limit: next }) }, `Show up to ${next} runs`)));
  }
}
