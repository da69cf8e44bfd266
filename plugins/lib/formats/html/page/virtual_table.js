import { el } from "./dom.js";

/** So many rows stand ready above and below what is seen. */
const SPARE = 8;
/** Browsers draw no element that is higher: beyond it, a pixel of scrolling is more than a pixel of rows. */
const MAX_HEIGHT = 12_000_000;

/**
 * A table of any length that holds only the rows that are seen. `show()` gives it columns and rows; `onSort` and `onOpen`
 * say what the user wants.
 */
export class VirtualTable {
  #frame;
  #head = el("div", { role: "rowgroup", class: "head" });
  #body = el("div", { role: "rowgroup", class: "body" });
  #pool = [];
  #columns = {};
  #rows = new Uint32Array();
  #active = 0;
  #rowHeight = 56;
  #onOpen;
  #onSort;

  constructor(frame, { onOpen, onSort }) {
    this.#frame = frame;
    this.#onOpen = onOpen;
    this.#onSort = onSort;
    frame.setAttribute("role", "grid");
    frame.tabIndex = -1;
    frame.append(this.#head, this.#body);
    frame.addEventListener("scroll", () => requestAnimationFrame(() => this.#draw()), { passive: true });
    frame.addEventListener("keydown", (event) => this.#move(event));
    new ResizeObserver(() => this.#measure()).observe(frame);
  }

  show({ title, columns, rows, sort }) {
    this.#rows = rows;
    this.#active = 0;
    this.#frame.setAttribute("aria-label", title);
    this.#frame.setAttribute("aria-rowcount", String(rows.length + 1));
    this.#frame.setAttribute("aria-colcount", String(Object.keys(columns).length));
    if (this.#columns !== columns) {
      this.#columns = columns;
      for (const row of this.#pool) row.remove();
      this.#pool = [];
      const sizes = Object.values(columns).map(({ size }) => size);
      this.#frame.style.setProperty("--columns", sizes.join(" "));
    }
    this.#drawHead(sort);
    this.#frame.scrollTop = 0;
    this.#measure();
  }

  #drawHead(sort) {
    const focused = document.activeElement?.dataset?.sort;
    const cells = Object.entries(this.#columns).map(([name, { title, isNumber }]) => {
      const order = sort === name ? "ascending" : sort === `-${name}` ? "descending" : "none";
      const button = el("button", { type: "button", "data-sort": name }, title);
      button.addEventListener("click", () => this.#onSort(name));
      return el("div", { role: "columnheader", "aria-sort": order, class: isNumber ? "number" : "" }, button);
    });
    this.#head.replaceChildren(el("div", { role: "row", "aria-rowindex": "1", class: "row" }, ...cells));
    if (focused) this.#head.querySelector(`[data-sort="${focused}"]`)?.focus();
  }

  #measure() {
    this.#rowHeight = Number.parseFloat(getComputedStyle(this.#frame).getPropertyValue("--row-height")) || 56;
    this.#body.style.height = `${Math.min(this.#rows.length * this.#rowHeight, MAX_HEIGHT)}px`;
    this.#draw(true);
  }

  /** How many pixels of rows lie above what is seen, and where on the page that is. */
  #place() {
    const { scrollTop, clientHeight } = this.#frame;
    const room = clientHeight - this.#head.offsetHeight;
    const all = this.#rows.length * this.#rowHeight;
    if (all <= MAX_HEIGHT) return { above: scrollTop, shift: 0, room };
    const above = (scrollTop / (MAX_HEIGHT - room)) * (all - room);
    return { above, shift: scrollTop - above, room };
  }

  #draw(isNew = false) {
    const { above, shift, room } = this.#place();
    const first = Math.max(0, Math.floor(above / this.#rowHeight) - SPARE);
    const last = Math.min(this.#rows.length, Math.ceil((above + room) / this.#rowHeight) + SPARE);
    const size = Math.max(last - first, this.#pool.length);
    while (this.#pool.length < size) this.#pool.push(this.#makeRow());
    const seen = new Set();
    for (let index = first; index < last; index += 1) {
      const row = this.#pool[index % size];
      seen.add(row);
      if (isNew || row.dataset.index !== String(index)) this.#fill(row, index);
      row.hidden = false;
      row.tabIndex = index === this.#active ? 0 : -1;
      row.style.transform = `translateY(${index * this.#rowHeight + shift}px)`;
    }
    for (const row of this.#pool) {
      if (seen.has(row)) continue;
      row.hidden = true;
      row.dataset.index = "";
    }
  }

  #makeRow() {
    const row = el("div", { role: "row", class: "row" });
    for (const [name, { title, isNumber }] of Object.entries(this.#columns)) {
      const look = `cell-${name}${isNumber ? " number" : ""}`;
      row.append(el("div", { role: "gridcell", class: look, "data-title": title }));
    }
    row.addEventListener("click", () => {
      if (!getSelection().isCollapsed) return;
      this.#active = Number(row.dataset.index);
      this.#onOpen(this.#rows[this.#active]);
    });
    this.#body.append(row);
    return row;
  }

  #fill(row, index) {
    // What has the focus would speak of another row: the table takes it, and the keys go on from the same place.
    if (row === document.activeElement && index !== this.#active) this.#frame.focus({ preventScroll: true });
    row.dataset.index = String(index);
    row.setAttribute("aria-rowindex", String(index + 2));
    const cells = Object.values(this.#columns);
    for (const [number, cell] of [...row.children].entries())
      cell.replaceChildren(...cells[number].cell(this.#rows[index]));
  }

  #move(event) {
    const isHead = event.target.closest(".head") !== null;
    if (isHead || event.ctrlKey || event.metaKey || event.altKey || this.#rows.length === 0) return;
    const page = Math.max(1, Math.floor(this.#place().room / this.#rowHeight) - 1);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (event.key === "Enter") this.#onOpen(this.#rows[this.#active]);
    else if (event.key in steps) this.#goTo(this.#active + steps[event.key]);
    else return;
    event.preventDefault();
  }

  #goTo(index) {
    this.#active = Math.min(Math.max(index, 0), this.#rows.length - 1);
    const { above, room } = this.#place();
    const top = this.#active * this.#rowHeight;
    const wanted = top < above ? top : Math.max(above, top + this.#rowHeight - room);
    const all = this.#rows.length * this.#rowHeight;
    this.#frame.scrollTop = all <= MAX_HEIGHT ? wanted : (wanted / (all - room)) * (MAX_HEIGHT - room);
    this.#draw();
    this.#body.querySelector(`[data-index="${this.#active}"]`)?.focus({ preventScroll: true });
  }
}
