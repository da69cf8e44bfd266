import { advisoryDetails, findingDetails, imageButton, imageDetails, openDetails } from "./details.js";
import { byId, el, formatCount } from "./dom.js";
import { downloadCsv, fillPrintRows } from "./export.js";
import { loadData } from "./load_data.js";
import { buildIndex, selectFindings } from "./select.js";
import { clearFilters, isFiltered, isState, readState, writeState } from "./state.js";
import { createViews, listRows } from "./views.js";
import { VirtualTable } from "./virtual_table.js";

/** Those that there is nothing for are not there. */
const FIELDS = { search: "q", image: "image", kind: "kind", owner: "owner" };
const CHECKS = ["fixable", "new", "exploited", "accepted"];
/** So long a user may type before the table follows. */
const PAUSE = 120;

/** Brings the table of everything to life. */
function start(data) {
  const index = buildIndex(data);
  const views = createViews(data, index);
  const table = new VirtualTable(byId("grid"), { onOpen: open, onSort: sortBy });
  let state = readState();
  let shown;

  function show() {
    if (views[state.view] === undefined) state.view = "findings";
    const { title, columns } = views[state.view];
    shown = { title, columns, rows: listRows(data, index, views, state), sort: state.sort };
    drawTools(state, shown.rows.length);
    table.show(shown);
  }
  function change(fields) {
    state = { ...state, ...fields };
    writeState(state);
    show();
  }
  function sortBy(name) {
    const isDescending = views[state.view].columns[name].isDescending === true;
    const [first, second] = isDescending ? [`-${name}`, name] : [name, `-${name}`];
    change({ sort: state.sort === first ? second : first });
  }
  function onImage(name) {
    byId("details").close();
    change({ ...clearFilters(state), view: "findings", image: name });
  }
  function open(row) {
    if (state.view === "layers") openDetails(views.layers.details(row, (image) => imageButton(image, onImage)));
    else if (state.view === "images") openDetails(imageDetails(data.images[row], views.images.counts[row], onImage));
    else if (state.view === "advisories") openDetails(advisoryDetails(data, row, onImage));
    else openDetails(findingDetails(data, row, { onImage, describeLayer: views.layers.describe }));
  }

  listen(change, () => state);
  byId("csv").addEventListener("click", () => {
    const isOfFindings = state.view === "findings" || state.view === "secrets";
    const selected = isOfFindings ? undefined : selectFindings(data, index, state);
    downloadCsv(data, isOfFindings ? shown.rows : Uint32Array.from(selected.keys()).filter((row) => selected[row]));
  });
  addEventListener("hashchange", () => {
    if (!isState()) return;
    state = readState();
    show();
    byId("explorer").scrollIntoView();
  });
  addEventListener("beforeprint", () => fillPrintRows(byId("print-rows"), { ...shown, isFiltered: isFiltered(state) }));
  addEventListener("afterprint", () => byId("print-rows").replaceChildren());
  byId("images").append(...data.images.slice(0, 1000).map(({ name }) => el("option", { value: name })));
  for (const id of ["tools", "grid"]) byId(id).hidden = false;
  byId("loading").remove();
  show();
  if (isState()) byId("explorer").scrollIntoView();
}

/** Hears what the user does with the filters. */
function listen(change, current) {
  let timer;
  for (const [id, key] of Object.entries(FIELDS)) {
    byId(id)?.addEventListener("input", ({ target }) => {
      clearTimeout(timer);
      timer = setTimeout(() => change({ [key]: target.value.trim() }), PAUSE);
    });
  }
  for (const id of CHECKS) {
    byId(id)?.addEventListener("change", ({ target }) => change({ [id]: target.checked ? "1" : "" }));
  }
  byId("reset").addEventListener("click", () => change(clearFilters(current())));
  for (const button of document.querySelectorAll("[data-view]")) {
    button.addEventListener("click", () => change({ view: button.dataset.view, sort: "" }));
  }
  for (const button of document.querySelectorAll("[data-severity]")) {
    button.addEventListener("click", () => {
      const chosen = new Set(current().severity.split(",").filter(Boolean));
      if (!chosen.delete(button.dataset.severity)) chosen.add(button.dataset.severity);
      change({ severity: [...chosen].join(",") });
    });
  }
  addEventListener("keydown", (event) => {
    const isTyping = event.target.closest?.("input, select, textarea, dialog") !== null;
    if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    byId("search").focus();
    byId("search").select();
  });
}

function drawTools(state, count) {
  for (const [id, key] of Object.entries(FIELDS)) {
    if (byId(id) && byId(id).value.trim() !== state[key]) byId(id).value = state[key];
  }
  for (const id of CHECKS) if (byId(id)) byId(id).checked = state[id] !== "";
  byId("kind").disabled = state.view === "secrets" || state.view === "advisories";
  byId("reset").hidden = !isFiltered(state);
  for (const button of document.querySelectorAll("[data-view]")) {
    button.setAttribute("aria-pressed", String(button.dataset.view === state.view));
  }
  const severities = state.severity.split(",");
  for (const button of document.querySelectorAll("[data-severity]")) {
    button.setAttribute("aria-pressed", String(severities.includes(button.dataset.severity)));
  }
  byId("count").textContent = count === 0 ? "Nothing matches" : `${formatCount(count)} ${count === 1 ? "row" : "rows"}`;
}

loadData()
  .then(start)
  .catch((error) => {
    byId("loading").textContent = `The table cannot be shown here: ${error.message}. A newer browser may show it.`;
    byId("loading").className = "alert";
  });
