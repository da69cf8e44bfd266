import type { Paint, Style } from "./format.ts";
import type { Glyphs } from "./glyphs.ts";
import { cutEnd, cutMiddle, padEndTo, padStartTo, widthOf } from "./text_width.ts";

/** A column of numbers. */
export interface Column {
  readonly head: string;
  readonly style?: Style;
  /** Where there is no room for all columns, those with the highest number go first; one without a number stays. */
  readonly goes?: number;
}

/** A row of a table. */
export interface Row {
  /** Safe to show. Where it is too long, its middle is left out. */
  readonly name: string;
  /** What follows the name and stays whole. */
  readonly suffix?: string;
  /** What stands before the name, in one column. */
  readonly mark?: string;
  /** One for each column. */
  readonly counts: readonly number[];
}

/** How lines are written. */
export interface LineOptions {
  /** In columns; `Infinity` where nothing is cut. */
  readonly width: number;
  readonly paint: Paint;
  readonly glyphs: Glyphs;
}

const INDENT = 2;
const GAP = 2;
/** A name says nothing in less. */
const MIN_NAME = 14;

/** Lays out names and numbers in columns, with a line of heads. No line is wider than there is room. */
export function formatTable(
  {
    title,
    columns,
    rows,
  }: { readonly title: string; readonly columns: readonly Column[]; readonly rows: readonly Row[] },
  { width, paint, glyphs }: LineOptions,
): readonly string[] {
  const laid = columns.map((column, index) => {
    const texts = rows.map(({ counts }) => String(counts[index] || glyphs.none));
    return { ...column, index, room: GAP + Math.max(widthOf(column.head), ...texts.map(widthOf)) };
  });
  const sum = () => laid.reduce((total, { room }) => total + room, 0);
  while (width - INDENT - sum() < MIN_NAME) {
    const goes = Math.max(...laid.map((column) => column.goes ?? 0));
    if (goes === 0) break;
    laid.splice(
      laid.findIndex((column) => column.goes === goes),
      1,
    );
  }
  const longest = Math.max(...rows.map(({ name, suffix = "" }) => widthOf(name + suffix)));
  const room = Math.max(1, Math.min(width - INDENT - sum(), Math.max(longest, widthOf(title) - INDENT)));
  const heads = laid.map(({ head, room }) => paint("dim", padStartTo(head, room))).join("");
  const fits = widthOf(title) <= INDENT + room;
  const first = fits
    ? [paint("bold", padEndTo(title, INDENT + room)) + heads]
    : [paint("bold", cutEnd(title, width, glyphs.ellipsis)), " ".repeat(INDENT + room) + heads];
  return [
    ...first,
    ...rows.map(({ name, suffix = "", mark = " ", counts }) => {
      const shown = cutMiddle(name, Math.max(1, room - widthOf(suffix)), glyphs.ellipsis) + suffix;
      const cells = laid.map(({ index, style, room }) => {
        const count = counts[index] ?? 0;
        const text = padStartTo(count === 0 ? glyphs.none : String(count), room);
        return count === 0 ? paint("dim", text) : style === undefined ? text : paint(style, text);
      });
      return `${mark}${" ".repeat(INDENT - 1)}${padEndTo(cutEnd(shown, room, glyphs.ellipsis), room)}${cells.join("")}`;
    }),
  ];
}
