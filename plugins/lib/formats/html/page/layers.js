import { countColumn, textColumn } from "./columns.js";
import { el, formatCount } from "./dom.js";
import { SEVERITIES } from "./load_data.js";
import { sortRows } from "./sort.js";

/** So many images are listed in the details of a layer. */
const LISTED_IMAGES = 200;

/**
 * A row for each layer that findings are in. A layer that images of several repositories share is of a base image: who
 * updates that removes its findings from all of them.
 */
export function layerView(data) {
  const { images, issues, places, issueOf, imageOf, placeOf } = data;
  const ids = [...new Set(places.map(({ layerId }) => layerId))].filter(Boolean);
  const numbers = new Map(ids.map((id, number) => [id, number]));
  const layerOf = Int32Array.from(places, ({ layerId }) => numbers.get(layerId) ?? -1);
  const found = ids.map(() => ({ images: new Set(), counts: [0, 0, 0, 0, 0] }));
  const homes = listHomes(data, layerOf, ids.length);
  const columns = {
    layer: textColumn("Layer", {
      rows: ids.length,
      size: "minmax(14rem, 3fr)",
      text: (row) => ids[row],
      second: (row) => describeHomes(homes[row]),
    }),
    images: countColumn("Images", (row) => found[row].images.size),
  };
  for (const severity of [4, 3, 2, 1, 0]) {
    const name = SEVERITIES[severity];
    const title = name.charAt(0).toUpperCase() + name.slice(1);
    columns[name] = countColumn(title, (row) => found[row].counts[severity], { look: name });
  }
  return {
    title: "Layers",
    columns,
    list(selected) {
      for (const one of found) Object.assign(one, { images: new Set(), counts: [0, 0, 0, 0, 0] });
      for (let row = 0; row < data.count; row += 1) {
        const layer = layerOf[placeOf[row]];
        if (selected[row] === 0 || layer === -1) continue;
        found[layer].images.add(imageOf[row]);
        found[layer].counts[issues[issueOf[row]].severity] += 1;
      }
      const rows = Uint32Array.from(found.keys()).filter((row) => found[row].images.size > 0);
      return [0, 1, 2, 3, 4].reduce(
        (sorted, severity) => sortRows(sorted, (row) => found[row].counts[severity], true),
        rows,
      );
    },
    /** What is known of one layer. */
    details(row, imageButton) {
      const names = [...found[row].images].map((number) => images[number]);
      const more = names.length - LISTED_IMAGES;
      return [
        el("h2", { id: "details-title" }, ids[row]),
        el("p", { class: "lead" }, describeHomes(homes[row])),
        el("h3", {}, `In ${formatCount(names.length)} ${names.length === 1 ? "image" : "images"}`),
        el(
          "ul",
          { class: "found" },
          ...names.slice(0, LISTED_IMAGES).map((image) => el("li", {}, imageButton(image))),
          more > 0 ? el("li", {}, `and ${formatCount(more)} more: search for the layer`) : "",
        ),
      ];
    },
    /** Whose a layer is, where it is known. */
    describe: (id) => (numbers.has(id) ? describeHomes(homes[numbers.get(id)]) : undefined),
  };
}

/** The repositories whose images have a layer; tags of one repository share those that are its own. */
function listHomes({ images, places, placeOf, imageOf, count }, layerOf, layers) {
  const repositories = images.map(({ name }) => name.replace(/ \(.*\)$/, "").replace(/@.*$|:[^:/]*$/g, ""));
  const homes = Array.from({ length: layers }, () => new Set());
  const seen = new Uint8Array(places.length);
  for (let row = 0; row < count; row += 1) {
    const place = placeOf[row];
    if (seen[place] === 1 || layerOf[place] === -1) continue;
    seen[place] = 1;
    homes[layerOf[place]].add(repositories[imageOf[row]]);
  }
  return homes;
}

function describeHomes(homes) {
  if (homes.size > 1) return `of a base image: ${formatCount(homes.size)} repositories share it`;
  const [only] = homes;
  return `in ${only} only`;
}
