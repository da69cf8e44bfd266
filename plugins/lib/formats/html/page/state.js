const NONE = {
  view: "findings",
  q: "",
  image: "",
  kind: "",
  owner: "",
  fixable: "",
  new: "",
  exploited: "",
  severity: "",
  accepted: "",
  sort: "",
};

/** What is shown, as the page's address says: what somebody filtered can be sent as a link. */
export function readState() {
  const given = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  return Object.fromEntries(Object.entries(NONE).map(([key, value]) => [key, given[key] ?? value]));
}

/** Whether the page's address says what is shown, and not only a place in the page. */
export function isState() {
  return location.hash.includes("=");
}

/** Keeps what is shown in the page's address. Adds nothing to the browser's history. */
export function writeState(state) {
  const set = Object.entries(state).filter(([key, value]) => value !== NONE[key]);
  history.replaceState(null, "", `#${new URLSearchParams(set)}`);
}

/** The same view without filters. Accepted findings are more, not less. */
export function clearFilters({ view, sort, accepted }) {
  return { ...NONE, view, sort, accepted };
}

export function isFiltered({ q, image, kind, owner, fixable, severity, exploited, new: isNew }) {
  return [q, image, kind, owner, fixable, severity, exploited, isNew].some((value) => value !== "");
}
