import { countColumn, severityMark, twoLines } from "../../../../plugins/lib/formats/html/page/columns.js";
import { el } from "../../../../plugins/lib/formats/html/page/dom.js";
import { SEVERITIES } from "../../../../plugins/lib/formats/html/page/load_data.js";
import { rankTexts } from "../../../../plugins/lib/formats/html/page/sort.js";

/** The address of a page: `#/image?name=nginx`. */
export function linkTo(page, words) {
  return `#/${page}?${new URLSearchParams(words)}`;
}

/** `2026-10-01 10:00`, in UTC. */
export function formatMinute(time) {
  return (time ?? "").slice(0, 16).replace("T", " ");
}

/** Where a severity stands, the mildest first. */
export function levelOf(severity) {
  return Math.max(0, SEVERITIES.indexOf(severity.toLowerCase()));
}

/** A column of texts with a smaller line; `sortBy` where the text is not what it is sorted by. */
export function textOf(title, list, text, { second = () => "", size = "minmax(8rem, 1.5fr)", sortBy = text } = {}) {
  return {
    title,
    size,
    cell: (row) => twoLines(text(list[row]), second(list[row])),
    rank: () => {
      const ranks = rankTexts(list.map(sortBy));
      return (row) => ranks[row];
    },
  };
}

/** A column of times. */
export function timeOf(title, list, time) {
  return { ...textOf(title, list, (one) => formatMinute(time(one)), { size: "11rem" }), isDescending: true };
}

/** The column of severities. */
export function severityOf(list) {
  return {
    title: "Severity",
    size: "7rem",
    isDescending: true,
    cell: (row) => [severityMark(levelOf(list[row].severity))],
    rank: () => (row) => levelOf(list[row].severity),
  };
}

/** A column for each severity, of things that have `counts`. What could not be scanned has none. */
export function countsOf(list) {
  return Object.fromEntries(
    [...SEVERITIES].reverse().map((name) => {
      const title = name.charAt(0).toUpperCase() + name.slice(1);
      const count = (row) => list[row].counts?.[name.toUpperCase()] ?? 0;
      return [name, countColumn(title, count, { look: name, isKnown: (row) => list[row].counts != null })];
    }),
  );
}

/** A picture that the server has drawn, or nothing. */
export function picture(svg) {
  if (svg === "") return undefined;
  const { documentElement } = new DOMParser().parseFromString(svg, "image/svg+xml");
  return el("figure", { class: "trend" }, document.importNode(documentElement, true));
}

/** A field with its name above. */
export function field(title, attributes) {
  const input = el("input", attributes);
  return { input, label: el("label", {}, el("span", { class: "label" }, title), input) };
}

/** Goes to the page with what somebody typed, when they ask for it. */
export function form(page, fields, button) {
  const element = el(
    "form",
    { class: "filters", role: "search" },
    ...Object.values(fields).map(({ label }) => label),
    el("button", { type: "submit" }, button),
  );
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    const words = Object.fromEntries(Object.entries(fields).map(([name, { input }]) => [name, input.value.trim()]));
    location.hash = linkTo(page, words);
  });
  return element;
}
