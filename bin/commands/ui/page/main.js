import { byId, el } from "../../../../plugins/lib/formats/html/page/dom.js";
import { showAccepted } from "./accepted.js";
import { showDiff } from "./diff.js";
import { showImage } from "./image.js";
import { showImages } from "./images.js";
import { showPlan } from "./plan.js";
import { showRuns } from "./runs.js";
import { showSearch } from "./search.js";
import { showTrend } from "./trend.js";

const PAGES = {
  runs: { title: "Runs", show: showRuns },
  trend: { title: "Trend", show: showTrend },
  images: { title: "Images", show: showImages },
  image: { title: "Image", show: showImage, parent: "images" },
  plan: { title: "Fix first", show: showPlan },
  search: { title: "Search", show: showSearch },
  diff: { title: "Diff", show: showDiff },
  accepted: { title: "Accepted findings", show: showAccepted },
};

let current = new AbortController();

/** Shows what the address says: `#/image?name=nginx:1.27`. */
async function show({ isFirst = false } = {}) {
  const [, name = "", query = ""] = /^#\/(\w+)(?:\?(.*))?$/.exec(location.hash) ?? [];
  const page = Object.hasOwn(PAGES, name) ? name : "runs";
  const { title, show: fill, parent = page } = PAGES[page];
  current.abort();
  current = new AbortController();
  const { signal } = current;
  for (const link of document.querySelectorAll("[data-page]")) {
    if (link.dataset.page === parent) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = `${title} · Scan history`;
  const heading = el("h2", { tabindex: "-1" }, title);
  const body = el("div", { "aria-busy": "true" });
  byId("main").replaceChildren(heading, body);
  // A user who follows a link hears what has come; one who has just opened the page begins at its top.
  if (!isFirst) heading.focus({ preventScroll: true });
  say("Loading...");
  try {
    await fill({ body, heading, words: new URLSearchParams(query), signal, say });
    if (signal.aborted) return;
    if (byId("status").textContent === "Loading...") say("");
  } catch (error) {
    if (signal.aborted) return;
    say("");
    body.append(describeProblem(error));
  } finally {
    body.removeAttribute("aria-busy");
  }
}

function describeProblem({ message, hint }) {
  return el(
    "div",
    { class: "alert", role: "alert" },
    el("strong", {}, message),
    hint ? el("div", {}, hint) : undefined,
  );
}

function say(text) {
  byId("status").textContent = text;
}

// The token is in a cookie by now, and nobody is to read it over a shoulder, or send it with a link.
if (location.search !== "") history.replaceState(null, "", `${location.pathname}${location.hash}`);
addEventListener("hashchange", () => show());
addEventListener("keydown", (event) => {
  const isTyping = event.target.closest?.("input, select, textarea") !== null;
  const field = document.querySelector("main input");
  if (event.key !== "/" || isTyping || field === null || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  field.focus();
  field.select();
});
show({ isFirst: true });
