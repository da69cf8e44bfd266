import type { FilePosition } from "../../../errors/mod.ts";
import { printable } from "../../../services/printable.ts";
import { cutEnd, cutStart, widthOf } from "./text_width.ts";

/** How a frame is drawn. */
export interface FrameOptions {
  /** Masks secrets. */
  readonly mask: (text: string) => string;
  /** What stands behind the mark: `Did you mean "jobs"?`. */
  readonly label?: string | undefined;
  /** How many columns stand before each line. @default {0} */
  readonly indent?: number;
  /** In columns. @default {the terminal's, 40 to 120} */
  readonly width?: number | undefined;
}

type Pieces = Readonly<Record<"before" | "marked" | "after", string>>;

/**
 * Draws where a mistake is, as compilers do: the file with line and column, the line, and a mark under what is wrong. The
 * lines are safe to show, and no wider than the terminal.
 */
export function formatFrame({ file, line, column, excerpt }: FilePosition, options: FrameOptions): readonly string[] {
  const { mask, label, indent = 0, width = terminalWidth() } = options;
  const number = String(line);
  const margin = " ".repeat(number.length);
  const place = `${margin}--> ${printable(mask(file))}:${line}:${column}`;
  if (excerpt === undefined) return label === undefined ? [place] : [place, label];
  const room = width - indent - number.length - 3;
  const { before, marked, after } = fit(show(maskPieces(excerpt, mask)), room);
  const mark = `${" ".repeat(widthOf(before))}${"^".repeat(Math.max(1, widthOf(marked)))}`;
  const shownLabel = label === undefined ? "" : printable(mask(label));
  const fits = widthOf(mark) + 1 + widthOf(shownLabel) <= room;
  const rows = [`${number} | ${before}${marked}${after}`, `${margin} | ${mark}${fits ? ` ${shownLabel}` : ""}`];
  return [
    place,
    `${margin} |`,
    ...rows.map((row) => row.trimEnd()),
    ...(fits || label === undefined ? [] : [shownLabel]),
  ];
}

function terminalWidth(): number {
  return Math.min(Math.max(process.stderr.columns ?? 100, 40), 120);
}

/** Masks a line and keeps its pieces, also where a secret lies across them: the mark grows around it. */
function maskPieces({ before, marked, after }: Pieces, mask: (text: string) => string): Pieces {
  const whole = mask(`${before}${marked}${after}`);
  const own = { before: mask(before), marked: mask(marked), after: mask(after) };
  if (`${own.before}${own.marked}${own.after}` === whole) return own;
  const start = countCommon(whole, own.before, (text, index) => text[index]);
  const rest = whole.slice(start);
  const end = countCommon(rest, own.after, (text, index) => text[text.length - 1 - index]);
  return {
    before: whole.slice(0, start),
    marked: rest.slice(0, rest.length - end),
    after: rest.slice(rest.length - end),
  };
}

function countCommon(a: string, b: string, at: (text: string, index: number) => string | undefined): number {
  let count = 0;
  while (count < Math.min(a.length, b.length) && at(a, count) === at(b, count)) count += 1;
  return count;
}

/** Tabs have no width that one could know, and nothing may move the cursor. */
function show({ before, marked, after }: Pieces): Pieces {
  const toShown = (text: string) => printable(text.replaceAll("\t", "    "), Number.POSITIVE_INFINITY);
  return { before: toShown(before), marked: toShown(marked), after: toShown(after) };
}

/** Cuts a line around the mark, where it is too long: most of what is left stands before the mark. */
function fit({ before, marked, after }: Pieces, room: number): Pieces {
  if (widthOf(`${before}${marked}${after}`) <= room) return { before, marked, after };
  const shownMark = cutEnd(marked, Math.floor(room / 2));
  const left = room - widthOf(shownMark);
  const shownAfter = cutEnd(after, Math.max(Math.floor(left / 3), left - widthOf(before)));
  return { before: cutStart(before, left - widthOf(shownAfter)), marked: shownMark, after: shownAfter };
}
