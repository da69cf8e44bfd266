import { el, formatCount } from "./dom.js";
import { SEVERITIES } from "./load_data.js";

/** Nobody prints more rows. */
const PRINTED = 1000;

const COLUMNS = [
  "severity",
  "kind",
  "id",
  "title",
  "package",
  "installed",
  "fixed",
  "status",
  "image",
  "path",
  "line",
  "layer",
  "cvss",
  "url",
  "accepted",
  "epss",
  "kev",
];

/** What a spreadsheet takes for the start of a formula. */
const FORMULA = /(^|[\r\n])(?=\s*[=+\-@\t\r＝＋－＠])/g;

/** Hands the findings to the user as a CSV file. */
export function downloadCsv(data, rows) {
  const lines = [`${COLUMNS.join(",")}\r\n`];
  for (const row of rows) lines.push(`${listCells(data, row).map(formatCell).join(",")}\r\n`);
  const address = URL.createObjectURL(new Blob(["\uFEFF", ...lines], { type: "text/csv" }));
  el("a", { href: address, download: "findings.csv" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

function listCells(data, row) {
  const issue = data.issues[data.issueOf[row]];
  const { kind, id, title, score, url, epss, kev } = data.advisories[issue.advisory];
  const { path, line, layer } = data.places[data.placeOf[row]];
  const about = [SEVERITIES[issue.severity].toUpperCase(), kind, id, title, issue.name, issue.installed];
  const image = data.images[data.imageOf[row]].name;
  return [
    ...about,
    issue.fixed,
    issue.state,
    image,
    path,
    line || "",
    layer || "",
    score,
    url,
    data.acceptances[data.acceptedOf[row]],
    epss,
    kev,
  ];
}

function formatCell(value) {
  if (typeof value !== "string") return value ?? "";
  const text = value.replace(FORMULA, "$1'");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Puts the rows that are listed into a plain table, which is only printed. */
export function fillPrintRows(place, { title, columns, rows, isFiltered }) {
  const heads = Object.values(columns).map((column) => el("th", { scope: "col" }, column.title));
  const lines = Array.from(rows.subarray(0, PRINTED), (row) =>
    el("tr", {}, ...Object.values(columns).map(({ cell }) => el("td", {}, ...cell(row)))),
  );
  const help = isFiltered ? "the CSV has all" : "filter for others; the CSV has all";
  const caption =
    rows.length > PRINTED ? `The first ${formatCount(PRINTED)} of ${formatCount(rows.length)}: ${help}` : title;
  place.replaceChildren(
    el("table", {}, el("caption", {}, caption), el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...lines)),
  );
}
