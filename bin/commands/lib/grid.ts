import type { Style } from "../../../core/cli/terminal/text/format.ts";
import type { LineOptions } from "../../../core/cli/terminal/text/table.ts";
import { cutEnd, cutMiddle, padEndTo, padStartTo, widthOf } from "../../../core/cli/terminal/text/text_width.ts";
import { printable } from "../../../core/kit.ts";

/** A column of texts. */
export interface GridColumn {
  readonly head: string;
  /** Where there is no room for all columns, those with the highest number go first; one without a number stays. */
  readonly goes?: number;
  /** Which part is left out of a text that is too long; without it the text stays whole. */
  readonly cut?: "end" | "middle";
  readonly isNumber?: boolean;
  readonly styleOf?: (cell: string) => Style | undefined;
}

/** A table of texts. */
export interface Grid {
  readonly columns: readonly GridColumn[];
  /** A cell for each column, in words from anywhere. */
  readonly rows: readonly (readonly string[])[];
}

const GAP = 2;
/** A text says nothing in less. */
const MIN_ROOM = 14;

/** Lays out texts in columns below a line of heads. What would command a terminal is escaped. */
export function formatGrid({ columns, rows }: Grid, { width, paint, glyphs }: LineOptions): readonly string[] {
  const cells = rows.map((row) => row.map((cell) => printable(cell) || glyphs.none));
  const heads = columns.map(({ head }) => printable(head));
  const laid = columns.map((column, index) => {
    const room = cells.reduce((most, row) => Math.max(most, widthOf(row[index] ?? "")), widthOf(heads[index] ?? ""));
    return { ...column, index, room };
  });
  const sum = () => laid.reduce((total, { room }) => total + room + GAP, 0);
  fit(laid, () => sum() - width);
  function formatRow(texts: readonly string[], isHead: boolean): string {
    const line = laid.map(({ index, room, cut, isNumber, styleOf }) => {
      const text = texts[index] ?? "";
      const shown = (cut === "middle" ? cutMiddle : cutEnd)(text, room, glyphs.ellipsis);
      const padded = isNumber ? padStartTo(shown, room) : padEndTo(shown, room);
      const style = isHead || text === glyphs.none ? "dim" : styleOf?.(text);
      return style === undefined ? padded : paint(style, padded);
    });
    return `${" ".repeat(GAP)}${line.join(" ".repeat(GAP))}`.trimEnd();
  }
  return [formatRow(heads, true), ...cells.map((row) => formatRow(row, false))];
}

/** Makes columns narrower, and then leaves some out, until nothing is too much. */
function fit(laid: { room: number; readonly goes?: number; readonly cut?: "end" | "middle" }[], excess: () => number) {
  function shrink(): void {
    for (const column of laid.filter(({ cut }) => cut !== undefined).sort((a, b) => b.room - a.room)) {
      if (excess() > 0) column.room = Math.max(Math.min(column.room, MIN_ROOM), column.room - excess());
    }
  }
  shrink();
  while (excess() > 0) {
    const goes = Math.max(...laid.map((column) => column.goes ?? 0));
    if (goes === 0) break;
    laid.splice(
      laid.findIndex((column) => column.goes === goes),
      1,
    );
  }
}
