import { describePlace, describeVersions, formatShare, severityMark } from "./columns.js";
import { byId, el, formatCount, webLink } from "./dom.js";
import { SEVERITIES } from "./load_data.js";

/** So many images are listed in the details of a vulnerability. */
const LISTED = 200;

/** Shows all that is known of a row. `onImage` is called with the name of an image whose findings are wanted. */
export function openDetails(content) {
  const dialog = byId("details");
  const close = el("button", { type: "button", class: "close", "aria-label": "Close" }, "×");
  close.addEventListener("click", () => dialog.close());
  dialog.replaceChildren(close, ...content);
  dialog.onclick = (event) => {
    if (event.target === dialog) dialog.close();
  };
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
}

/** What is known of one finding. */
export function findingDetails(data, row, { onImage, describeLayer }) {
  const issue = data.issues[data.issueOf[row]];
  const image = data.images[data.imageOf[row]];
  const place = data.places[data.placeOf[row]];
  const acceptance = data.acceptances[data.acceptedOf[row]];
  return [
    ...heading(data.advisories[issue.advisory], issue.severity),
    acceptance === "" ? "" : el("p", { class: "lead" }, acceptance),
    facts({
      Package: issue.name,
      Versions: describeVersions(issue),
      Component: issue.component,
      Image: imageButton(image, onImage),
      Where: describePlace(place, image),
      Layer: place.layerId,
      "Whose layer": describeLayer(place.layerId),
      Text: place.text,
    }),
    ...about(data, issue.advisory),
    ...foundIn(data, issue.advisory, onImage),
  ];
}

/** What is known of one vulnerability. */
export function advisoryDetails(data, number, onImage) {
  const severity = Math.max(...data.issues.filter((issue) => issue.advisory === number).map((issue) => issue.severity));
  return [...heading(data.advisories[number], severity), ...about(data, number), ...foundIn(data, number, onImage)];
}

/** What is known of one image. */
export function imageDetails(image, counts, onImage) {
  const found = [4, 3, 2, 1, 0]
    .filter((severity) => counts[severity] > 0)
    .map((severity) => `${formatCount(counts[severity])} ${SEVERITIES[severity]}`);
  const button = el("button", { type: "button" }, "Show its findings");
  button.addEventListener("click", () => onImage(image.name));
  return [
    el("h2", { id: "details-title" }, image.name),
    image.reason ? el("p", { class: image.status === "failed" ? "alert" : "lead" }, image.reason) : undefined,
    image.hint ? el("p", { class: "lead" }, image.hint) : undefined,
    ...image.caveats.map((caveat) => el("p", { class: "caution" }, caveat)),
    facts({
      Findings: found.join(", "),
      Status: image.status,
      "Looked for": SEVERITIES.slice(image.floor ?? SEVERITIES.length)
        .reverse()
        .join(", "),
      "Operating system": image.os,
      Platform: image.platform,
      Digest: image.digest,
      Layers: image.layers,
      Pipeline: image.pipeline,
      "Scanned at": image.scannedAt,
    }),
    found.length > 0 ? button : undefined,
  ].filter((part) => part !== undefined);
}

function heading({ id, title }, severity) {
  return [
    el("p", {}, severityMark(severity)),
    el("h2", { id: "details-title" }, id),
    el("p", { class: "title" }, title ?? ""),
  ];
}

function about(data, number) {
  const advisory = data.advisories[number];
  const { description, resolution, url, links, score, aliases, cwes, published } = advisory;
  const addresses = [...new Set([url, ...links].filter(Boolean))];
  return [
    description ? el("p", { class: "description" }, description) : "",
    resolution ? el("p", { class: "description" }, resolution) : "",
    facts({ ...describeThreat(advisory), CVSS: score, "Also known as": aliases, Weakness: cwes, Published: published }),
    addresses.length > 0 ? el("ul", { class: "links" }, ...addresses.map((one) => el("li", {}, webLink(one)))) : "",
  ];
}

function describeThreat({ epss, percentile, kev, due, ransomware }) {
  const since = [kev, due && `to be fixed by ${due}`, ransomware && "used by ransomware"].filter(Boolean).join(", ");
  const score =
    epss === undefined ? "" : `${formatShare(epss)}, higher than ${Math.floor(percentile * 100 + 1e-9)} % of all`;
  return { "Known exploited since": since, EPSS: score };
}

/** Every image that has it, with the packages that it is in there. */
function foundIn(data, number, onImage) {
  const packages = new Map();
  for (let row = 0; row < data.count; row += 1) {
    const issue = data.issues[data.issueOf[row]];
    if (issue.advisory !== number) continue;
    const image = data.imageOf[row];
    if (!packages.has(image)) packages.set(image, new Set());
    const accepted = data.acceptedOf[row] === 0 ? "" : "(accepted)";
    packages.get(image).add([issue.name, describeVersions(issue), accepted].filter(Boolean).join(" "));
  }
  const items = [...packages]
    .slice(0, LISTED)
    .map(([image, names]) =>
      el("li", {}, imageButton(data.images[image], onImage), el("small", {}, [...names].join(", "))),
    );
  const more = packages.size - items.length;
  return [
    el("h3", {}, `In ${formatCount(packages.size)} ${packages.size === 1 ? "image" : "images"}`),
    el(
      "ul",
      { class: "found" },
      ...items,
      more > 0 ? el("li", {}, `and ${formatCount(more)} more: search for it`) : "",
    ),
  ];
}

/** A button that shows the findings of an image. */
export function imageButton({ name }, onImage) {
  const button = el("button", { type: "button", class: "link" }, name);
  button.addEventListener("click", () => onImage(name));
  return button;
}

function facts(values) {
  const known = Object.entries(values).filter(([, value]) => value !== undefined && value !== "");
  return el("dl", {}, ...known.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));
}
