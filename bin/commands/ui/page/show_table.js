import { el, formatCount } from "../../../../plugins/lib/formats/html/page/dom.js";
import { sortRows } from "../../../../plugins/lib/formats/html/page/sort.js";
import { VirtualTable } from "../../../../plugins/lib/formats/html/page/virtual_table.js";

/**
 * Shows a table of any length, in the order in which the rows come until somebody sorts it.
 *
 * @param count How many rows there are
 * @param total How many there would be without a limit
 * @param open What a row does that is chosen
 */
export function showTable(body, { title, columns, count, total = count, open = () => {}, more = "" }) {
  const shown = total > count ? `The first ${formatCount(count)} of ${formatCount(total)}` : formatCount(count);
  const row = count === 1 && total === 1 ? "row" : "rows";
  const said = count === 0 ? "Nothing here" : `${shown} ${row}`;
  body.append(el("p", { class: "lead", "data-count": String(total) }, [said, more].filter(Boolean).join(". ")));
  if (count === 0) return;
  const grid = el("div", { id: "grid" });
  body.append(grid);
  const all = Uint32Array.from({ length: count }, (_, index) => index);
  let sort = "";
  const table = new VirtualTable(grid, { onOpen: open, onSort: sortBy });
  function show() {
    const column = columns[sort.replace(/^-/, "")];
    const rows = column === undefined ? all : sortRows(all, column.rank(), sort.startsWith("-"));
    table.show({ title, columns, rows, sort });
  }
  function sortBy(name) {
    const [first, second] = columns[name].isDescending === true ? [`-${name}`, name] : [name, `-${name}`];
    sort = sort === first ? second : first;
    show();
  }
  show();
}
