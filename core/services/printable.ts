/** Control and format characters, halves of characters, line and paragraph ends, and all else that nobody sees. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
/** Those of them that JSON leaves as they are. */
const UNSEEN_IN_JSON = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
/** Enough for every message of ours with the last lines of a log in it. */
const MAX_LENGTH = 4096;
const MAX_LINES = 100;

/**
 * Makes text from outside safe to show, in one line: what would move the cursor, colour or command a terminal, turn the
 * direction of text or cannot be seen is escaped (`\u{1b}`), and what is too long is cut, at the end of a word: half a
 * secret would not be known as one.
 *
 * @param maxLength How many characters are shown
 */
export function printable(text: string, maxLength = MAX_LENGTH): string {
  return cut(text, maxLength).replace(UNSEEN, escapeCharacter);
}

/** The same for text of several lines, each safe to show; of very many, the first and the last ones. */
export function printableLines(text: string): readonly string[] {
  const lines = cut(text, MAX_LENGTH * 4).split(/\r?\n/);
  const left = lines.length - MAX_LINES;
  const kept =
    left > 0 ? [...lines.slice(0, MAX_LINES / 2), `... (${left} more lines)`, ...lines.slice(-MAX_LINES / 2)] : lines;
  return kept.map((line) => printable(line));
}

/** JSON on one line that is safe to show on a terminal, with each text in it cut as {@linkcode printable} does. */
export function printableJson(value: unknown): string {
  const json = JSON.stringify(value, (_, part) => (typeof part === "string" ? cut(part, MAX_LENGTH) : part));
  return json.replace(UNSEEN_IN_JSON, (character) => {
    const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
  });
}

function cut(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const start = text.slice(0, maxLength);
  const atWord = /\s/.test(text.charAt(maxLength)) ? start : start.replace(/\S+$/, "").trimEnd();
  // One word that is longer than all there is room for is no secret that is of use in part.
  const kept = (atWord === "" ? start : atWord).replace(/[\ud800-\udbff]$/, "");
  return `${kept}... (${text.length - kept.length} more characters)`;
}

function escapeCharacter(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16)}}`;
}
