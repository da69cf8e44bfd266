/**
 * Draws the output of a program as a picture of a terminal: a plain SVG, without scripts and without fonts of its own.
 * Knows what this project's output has: lines of text, the eight colours, bold and dim.
 */

/** What the picture is of. */
export interface TerminalPicture {
  /** For those who hear pages, and in the frame's bar. */
  readonly title: string;
  /** The lines, with their ANSI colours. */
  readonly lines: readonly string[];
  /** How many characters a row holds; longer lines go on in the next row. @default {100} */
  readonly columns?: number;
}

interface Style {
  readonly color?: string;
  readonly isBold?: boolean;
}

/** A character and how it looks. */
interface Cell extends Style {
  readonly char: string;
}

const CELL = { width: 8.4, height: 20, fontSize: 14 };
const FRAME = { bar: 36, padding: 18 };
const TEXT = "#d7dee8";
// Not all viewers keep several spaces in a row.
const FIXED_SPACE = "\u00a0";
const STYLES: Readonly<Record<number, Style>> = {
  0: {},
  1: { isBold: true },
  2: { color: "#8b98a9" },
  22: {},
  31: { color: "#ff7b72" },
  32: { color: "#5bd979" },
  33: { color: "#e8b84a" },
  34: { color: "#6cb6ff" },
  35: { color: "#e59bff" },
  36: { color: "#56d4dd" },
  39: {},
};

/** Draws the picture. */
export function drawTerminal({ title, lines, columns = 100 }: TerminalPicture): string {
  const rows = lines.flatMap((line) => wrap(parseCells(line), columns));
  const width = Math.ceil(columns * CELL.width + 2 * FRAME.padding);
  const height = Math.ceil(FRAME.bar + rows.length * CELL.height + FRAME.padding);
  const dots = ["#ff5f57", "#febc2e", "#28c840"].map(
    (fill, index) => `<circle cx="${20 + index * 20}" cy="18" r="6" fill="${fill}"/>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="9" fill="#12161d" stroke="#39424f"/>`,
    ...dots,
    `<text x="${width / 2}" y="23" text-anchor="middle" font-family="sans-serif" font-size="13" fill="#8b98a9">${escapeXml(title)}</text>`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${CELL.fontSize}" fill="${TEXT}">`,
    ...rows.flatMap((row, index) => drawRow(row, FRAME.bar + (index + 1) * CELL.height - 5)),
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

/** The text of a picture that {@linkcode drawTerminal} has drawn, a line for each stretch of one style. */
export function readTerminal(svg: string): string {
  const texts = [...svg.matchAll(/textLength="[^"]*">([^<]*)<\/text>/g)].map(([, text = ""]) => text);
  return texts
    .join("\n")
    .replaceAll(FIXED_SPACE, " ")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

function parseCells(line: string): readonly Cell[] {
  const cells: Cell[] = [];
  let style: Style = {};
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what colours are made of.
  for (const [text, code] of line.matchAll(/\u001b\[(\d+)m|./gu)) {
    if (code === undefined) cells.push({ ...style, char: text });
    else style = STYLES[Number(code)] ?? style;
  }
  return cells;
}

/** The rows of a line, cut between words where it can be; those that go on are set in. */
function wrap(cells: readonly Cell[], columns: number): readonly (readonly Cell[])[] {
  if (cells.length <= columns) return [cells];
  const space = cells.findLastIndex(({ char }, index) => char === " " && index > columns / 2 && index <= columns);
  const end = space === -1 ? columns : space;
  const indent = Array.from({ length: 6 }, () => ({ char: " " }));
  return [cells.slice(0, end), ...wrap([...indent, ...cells.slice(space === -1 ? end : end + 1)], columns)];
}

/** A text element for each stretch of one style, placed by its column: so no font can make a row longer than the frame. */
function drawRow(row: readonly Cell[], y: number): readonly string[] {
  const texts: string[] = [];
  for (let start = 0; start < row.length; ) {
    const { color, isBold } = row[start] ?? {};
    let end = start;
    while (end < row.length && row[end]?.color === color && row[end]?.isBold === isBold) end += 1;
    texts.push(drawText(row.slice(start, end), start, y));
    start = end;
  }
  return texts.filter((text) => text !== "");
}

function drawText(cells: readonly Cell[], column: number, y: number): string {
  const all = cells.map(({ char }) => char).join("");
  const text = all.trim();
  if (text === "") return "";
  const x = FRAME.padding + (column + all.indexOf(text)) * CELL.width;
  const { color, isBold } = cells[0] ?? {};
  const style = `${color === undefined ? "" : ` fill="${color}"`}${isBold ? ' font-weight="bold"' : ""}`;
  const length = (text.length * CELL.width).toFixed(1);
  return `<text x="${x.toFixed(1)}" y="${y}"${style} textLength="${length}">${escapeXml(text).replaceAll(" ", FIXED_SPACE)}</text>`;
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
