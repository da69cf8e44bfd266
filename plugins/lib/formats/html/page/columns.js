import { el, formatCount } from "./dom.js";
import { SEVERITIES } from "./load_data.js";
import { rankTexts } from "./sort.js";

/** Two lines of a cell: what it is, and smaller what there is to say of it. */
export function twoLines(first, second = "") {
  return [el("span", { class: "first" }, first), el("small", {}, second)];
}

/** A severity as a coloured word. */
export function severityMark(severity) {
  const name = SEVERITIES[severity];
  return el("span", { class: `mark ${name}` }, name.charAt(0).toUpperCase() + name.slice(1));
}

/** `app/go.mod:12 · layer 2 of 9`. */
export function describePlace({ path, line, layer }, { layers }) {
  const file = line > 0 ? `${path}:${line}` : path;
  const which = layer > 0 ? `layer ${layer} of ${layers}` : "";
  return [file, which].filter(Boolean).join(" · ");
}

const NO_FIX = { affected: "no fix yet", unknown: "no fix known", fix_deferred: "fix deferred" };

/** `1.2.3 → 1.2.4`. */
export function describeVersions({ installed, fixed, state }) {
  if (fixed !== "") return `${installed} → ${fixed}`;
  return installed === "" ? "" : `${installed} · ${NO_FIX[state] ?? state.replaceAll("_", " ")}`;
}

/** `94 %`; of what is small, `1.3 %` and `< 0.1 %`. */
export function formatShare(share) {
  const percent = share * 100;
  if (percent < 0.1) return "< 0.1 %";
  return `${percent < 9.95 ? percent.toFixed(1) : Math.round(percent)} %`;
}

/** What is known about exploits, in two lines; nothing where nothing is. */
export function describeExploits({ kev, epss }) {
  const score = epss === undefined ? "" : `EPSS ${formatShare(epss)}`;
  return kev === undefined ? twoLines(score) : twoLines("exploited", score);
}

/** The columns of a table of findings. Ranks are made when somebody sorts by them. */
export function findingColumns(data) {
  const { advisories, issues, images, places, acceptances, issueOf, imageOf, placeOf, acceptedOf, isNew } = data;
  const issue = (row) => issues[issueOf[row]];
  const advisory = (row) => advisories[issue(row).advisory];
  const byIssue = (text) => () => {
    const ranks = rankTexts(issues.map(text));
    return (row) => ranks[issueOf[row]];
  };
  return {
    severity: {
      title: "Severity",
      size: "7rem",
      isDescending: true,
      cell: (row) => [severityMark(issue(row).severity), isNew[row] ? el("small", {}, "new") : ""],
      rank: () => (row) => issue(row).severity,
    },
    id: {
      title: "Finding",
      size: "minmax(12rem, 1.6fr)",
      cell: (row) => {
        const { id, title } = advisory(row);
        return acceptedOf[row] === 0 ? twoLines(id, title) : twoLines(el("s", {}, id), acceptances[acceptedOf[row]]);
      },
      rank: byIssue(({ advisory: number }) => advisories[number].id),
    },
    package: {
      title: "Package",
      size: "minmax(10rem, 1.1fr)",
      cell: (row) => twoLines(issue(row).name || issue(row).component, describeVersions(issue(row))),
      rank: byIssue(({ name, installed }) => `${name} ${installed}`),
    },
    image: {
      title: "Image",
      size: "minmax(12rem, 1.5fr)",
      cell: (row) => twoLines(images[imageOf[row]].name, describePlace(places[placeOf[row]], images[imageOf[row]])),
      rank: () => {
        const ranks = rankTexts(images.map(({ name }) => name));
        return (row) => ranks[imageOf[row]];
      },
    },
    place: {
      title: "Where",
      size: "minmax(12rem, 1.5fr)",
      cell: (row) =>
        twoLines(describePlace(places[placeOf[row]], images[imageOf[row]]), places[placeOf[row]].text || "text masked"),
      rank: () => {
        const ranks = rankTexts(places.map(({ path }) => path));
        return (row) => ranks[placeOf[row]];
      },
    },
    exploits: {
      title: "Exploits",
      size: "7rem",
      isDescending: true,
      cell: (row) => describeExploits(advisory(row)),
      rank: () => (row) => issue(row).risk,
    },
    score: {
      title: "CVSS",
      size: "5rem",
      isNumber: true,
      isDescending: true,
      cell: (row) => [advisory(row).score?.toFixed(1) ?? ""],
      rank: () => (row) => Math.round((advisory(row).score ?? -0.1) * 10 + 1),
    },
  };
}

/** A column of numbers. What is not known is no 0. */
export function countColumn(title, count, { look = "", isKnown = () => true } = {}) {
  return {
    title,
    size: "minmax(4.5rem, auto)",
    isNumber: true,
    isDescending: true,
    cell: (row) => {
      const text = count(row) > 0 || isKnown(row) ? formatCount(count(row)) : "–";
      return [el("span", { class: count(row) === 0 ? "none" : look }, text)];
    },
    rank: () => count,
  };
}

/** A column of texts with a smaller line. */
export function textColumn(title, { rows, size, text, second = () => "" }) {
  return {
    title,
    size,
    cell: (row) => twoLines(text(row), second(row)),
    rank: () => {
      const ranks = rankTexts(Array.from({ length: rows }, (_, row) => text(row)));
      return (row) => ranks[row];
    },
  };
}
