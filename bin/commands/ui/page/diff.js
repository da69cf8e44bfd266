import { countColumn } from "../../../../plugins/lib/formats/html/page/columns.js";
import { el } from "../../../../plugins/lib/formats/html/page/dom.js";
import { ask } from "./api.js";
import { field, form, formatMinute, linkTo, severityOf, textOf } from "./fields.js";
import { showTable } from "./show_table.js";

/** What is new, gone and changed between two runs or two images: as `scan diff` says. */
export async function showDiff({ body, words, signal }) {
  const { runs } = await ask("runs", {}, signal);
  const finished = runs.filter(({ state }) => state === "finished");
  const isSaid = words.has("a") && words.has("b");
  const [a, b] = isSaid ? [words.get("a"), words.get("b")] : ["previous", "last"];
  const attributes = { type: "search", list: "run-list", required: "" };
  const fields = {
    a: field("A: a run, a day or an image", { ...attributes, value: a }),
    b: field("B: what it is compared with", { ...attributes, value: b }),
  };
  const options = runs.slice(0, 200).map(({ number, startedAt, label }) => {
    return el("option", { value: String(number) }, `${formatMinute(startedAt)} ${label}`);
  });
  body.append(form("diff", fields, "Compare"), el("datalist", { id: "run-list" }, ...options));
  if (!isSaid && finished.length < 2) {
    body.append(el("p", {}, "There are not two finished runs yet: the next one can be compared with this one."));
    return;
  }
  const answer = await ask("diff", { a, b }, signal);
  const { rows, total } = answer;
  body.append(
    el("p", { class: "summary" }, answer.summary),
    el(
      "p",
      { class: "over" },
      `A: ${answer.a.name}, ${answer.a.images} images. B: ${answer.b.name}, ${answer.b.images} images`,
    ),
  );
  if (answer.limits.length > 0) {
    body.append(el("div", { class: "caution" }, ...answer.limits.map((line) => el("div", {}, line))));
  }
  const columns = {
    part: textOf("Change", rows, ({ part }) => part, { size: "8rem" }),
    severity: severityOf(rows),
    id: textOf("Finding", rows, ({ id }) => id, { second: ({ where }) => where }),
    note: textOf("Note", rows, ({ note }) => note),
    images: textOf("Images", rows, ({ images }) => images, { size: "minmax(12rem, 2fr)" }),
    count: countColumn("Number", (row) => rows[row].count),
  };
  const open = (row) => {
    location.hash = linkTo("search", { q: rows[row].id });
  };
  showTable(body, { title: "Changes", columns, count: rows.length, total, open });
}
