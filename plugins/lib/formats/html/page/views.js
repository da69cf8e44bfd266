import {
  countColumn,
  describeExploits,
  describeVersions,
  findingColumns,
  severityMark,
  textColumn,
} from "./columns.js";
import { layerView } from "./layers.js";
import { SEVERITIES } from "./load_data.js";
import { listWords, selectFindings, selectImages } from "./select.js";
import { sortRows } from "./sort.js";
import { isFiltered } from "./state.js";

/** Tables by name: their columns, and the rows that a state lets through. */
export function createViews(data, index) {
  const columns = findingColumns(data);
  const { severity, id, package: found, image, place, score, exploits } = columns;
  const { hasIntel } = data.run;
  const worstFirst = sortRows(
    Uint32Array.from({ length: data.count }, (_, row) => row),
    // Where nothing is known about exploits, the severity alone decides.
    (hasIntel ? exploits : severity).rank(),
    true,
  );
  const listFindings = (selected) => worstFirst.filter((row) => selected[row] === 1);
  return {
    findings: {
      title: "Findings",
      columns: { severity, id, package: found, image, ...(hasIntel && { exploits }), score },
      list: listFindings,
    },
    secrets: { title: "Secrets", columns: { severity, id, image, place }, list: listFindings },
    advisories: advisoryView(data),
    images: imageView(data, index),
    layers: layerView(data),
  };
}

/** The rows of a view in the order that is asked for: `score` ascending, `-score` descending. */
export function listRows(data, index, views, state) {
  const view = views[state.view] ?? views.findings;
  const rows = view.list(selectFindings(data, index, state), state);
  const column = view.columns[state.sort.replace(/^-/, "")];
  return column === undefined ? rows : sortRows(rows, column.rank(), state.sort.startsWith("-"));
}

/** A row for each vulnerability that is let through: findings of an image stand together, which makes counting easy. */
function advisoryView(data) {
  const { advisories, issues, issueOf, imageOf } = data;
  const { hasIntel } = data.run;
  const exploits = {
    title: "Exploits",
    size: "7rem",
    isDescending: true,
    cell: (row) => describeExploits(advisories[row]),
    rank: () => (row) => found[row].risk,
  };
  const found = advisories.map(() => ({ severity: 0, risk: 0, images: 0, findings: 0, last: -1, issues: new Set() }));
  const names = (row) => [...new Set([...found[row].issues].map((number) => issues[number].name))].join(", ");
  return {
    title: "Vulnerabilities",
    found,
    columns: {
      severity: {
        title: "Severity",
        size: "7rem",
        isDescending: true,
        cell: (row) => [severityMark(found[row].severity)],
        rank: () => (row) => found[row].severity,
      },
      id: textColumn("Vulnerability", {
        rows: advisories.length,
        size: "minmax(12rem, 2fr)",
        text: (row) => advisories[row].id,
        second: (row) => advisories[row].title,
      }),
      package: textColumn("Packages", {
        rows: advisories.length,
        size: "minmax(10rem, 1.5fr)",
        text: names,
        second: (row) => [...found[row].issues].map((number) => describeVersions(issues[number])).join(", "),
      }),
      images: countColumn("Images", (row) => found[row].images),
      findings: countColumn("Findings", (row) => found[row].findings),
      ...(hasIntel && { exploits }),
      score: {
        title: "CVSS",
        size: "5rem",
        isNumber: true,
        isDescending: true,
        cell: (row) => [advisories[row].score?.toFixed(1) ?? ""],
        rank: () => (row) => Math.round((advisories[row].score ?? -0.1) * 10 + 1),
      },
    },
    list(selected) {
      for (const one of found)
        Object.assign(one, { severity: 0, risk: 0, images: 0, findings: 0, last: -1, issues: new Set() });
      for (let row = 0; row < data.count; row += 1) {
        if (selected[row] === 0) continue;
        const { advisory, severity, risk } = issues[issueOf[row]];
        const one = found[advisory];
        one.risk = Math.max(one.risk, risk);
        one.severity = Math.max(one.severity, severity);
        one.findings += 1;
        one.issues.add(issueOf[row]);
        if (one.last !== imageOf[row]) one.images += 1;
        one.last = imageOf[row];
      }
      const rows = Uint32Array.from(found.keys()).filter((row) => found[row].findings > 0);
      const order = (row) => (hasIntel ? found[row].risk : found[row].severity * 100 + (advisories[row].score ?? 0));
      return sortRows(rows, (row) => Math.round(order(row) * 10), true);
    },
  };
}

const STATUSES = {
  scanned: "scanned",
  cached: "unchanged",
  unscanned: "not scanned",
  skipped: "skipped",
  failed: "failed",
};

/** A row for each image, also for those without a finding as long as nothing but a name is looked for. */
function imageView(data, index) {
  const { images, issues, advisories, issueOf, imageOf } = data;
  const counts = images.map(() => [0, 0, 0, 0, 0, 0]);
  const columns = {
    image: textColumn("Image", {
      rows: images.length,
      size: "minmax(14rem, 3fr)",
      text: (row) => images[row].name,
      second: (row) =>
        [images[row].owner, images[row].os, images[row].platform, images[row].digest].filter(Boolean).join(" · "),
    }),
    status: textColumn("Status", {
      rows: images.length,
      size: "minmax(9rem, 1.5fr)",
      text: (row) => STATUSES[images[row].status] + (images[row].caveats.length > 0 ? ", with caveats" : ""),
      second: (row) => images[row].reason ?? images[row].caveats[0],
    }),
  };
  for (const severity of [4, 3, 2, 1, 0]) {
    const name = SEVERITIES[severity];
    const title = name.charAt(0).toUpperCase() + name.slice(1);
    columns[name] = countColumn(title, (row) => counts[row][severity], {
      look: name,
      isKnown: (row) => severity >= images[row].floor,
    });
  }
  columns.secrets = countColumn("Secrets", (row) => counts[row][5], {
    isKnown: (row) => images[row].floor !== undefined,
  });
  return {
    title: "Images",
    counts,
    columns,
    list(selected, state) {
      for (const one of counts) one.fill(0);
      for (let row = 0; row < data.count; row += 1) {
        if (selected[row] === 0) continue;
        const { severity, advisory } = issues[issueOf[row]];
        const one = counts[imageOf[row]];
        one[severity] += 1;
        if (advisories[advisory].kind === "secret") one[5] += 1;
      }
      const words = listWords(state.q);
      const named = selectImages(data, state);
      const byName = !isFiltered({ ...state, q: "", image: "", owner: "" });
      const rows = Uint32Array.from(images.keys()).filter((row) => {
        if (counts[row].some((count) => count > 0)) return true;
        return byName && named[row] === 1 && words.every((word) => index.images[row].includes(word));
      });
      // By one severity after the other, the mildest first: each sort keeps the order of those before.
      return [0, 1, 2, 3, 4].reduce((sorted, severity) => sortRows(sorted, (row) => counts[row][severity], true), rows);
    },
  };
}
