import stringWidth from "fast-string-width";

/** What stands for what is left out. */
const CUT = "...";

let segmenter: Intl.Segmenter | undefined;

/** How many columns text takes on a terminal: wide characters take two, combining ones and colours none. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

/** Fills text up with spaces to a width; what is longer stays as it is. */
export function padEndTo(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}

/** The same, with the spaces in front. */
export function padStartTo(text: string, width: number): string {
  return " ".repeat(Math.max(0, width - widthOf(text))) + text;
}

/** Leaves out the end of text that is too wide. */
export function cutEnd(text: string, room: number, mark = CUT): string {
  return widthOf(text) <= room ? text : `${take(text, room - widthOf(mark))}${take(mark, room)}`;
}

/** Leaves out the start of text that is too wide. */
export function cutStart(text: string, room: number, mark = CUT): string {
  return widthOf(text) <= room ? text : `${take(mark, room)}${takeLast(text, room - widthOf(mark))}`;
}

/** Leaves out the middle of text that is too wide. More of its end stays: there is what tells names apart. */
export function cutMiddle(text: string, room: number, mark = CUT): string {
  if (widthOf(text) <= room) return text;
  const left = room - widthOf(mark);
  if (left < 2) return cutStart(text, room, mark);
  const start = take(text, Math.floor(left / 3));
  return `${start}${mark}${takeLast(text, left - widthOf(start))}`;
}

/**
 * Breaks text into rows at its spaces. A word that is wider than a row stays whole, for who wants to copy it.
 *
 * @param width In columns
 */
export function wrapWords(text: string, width: number): readonly string[] {
  const rows: string[] = [];
  let row = "";
  for (const word of text.split(" ")) {
    if (row !== "" && widthOf(row) + 1 + widthOf(word) > width) {
      rows.push(row);
      row = word;
    } else {
      row = row === "" ? word : `${row} ${word}`;
    }
  }
  return [...rows, row];
}

/** As many characters from the start as there is room for. */
function take(text: string, room: number): string {
  return takeWhole(splitCharacters(text), room).join("");
}

function takeLast(text: string, room: number): string {
  return takeWhole(splitCharacters(text).reverse(), room).reverse().join("");
}

function takeWhole(characters: readonly string[], room: number): string[] {
  let width = 0;
  const taken: string[] = [];
  for (const character of characters) {
    width += widthOf(character);
    if (width > room) break;
    taken.push(character);
  }
  return taken;
}

/** What people take for characters: a letter with its accents, a flag. */
function splitCharacters(text: string): string[] {
  if (/^[ -~]*$/.test(text)) return text.split("");
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}
