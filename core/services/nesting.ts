/** More levels than anything sound has, and fewer than parsers that call themselves have room for on the stack. */
const MAX_LEVELS = 500;

/**
 * Whether YAML or JSON may be nested deeper than a parser that calls itself can follow. Ask before you parse what others
 * wrote: an overflow of the stack is not always an error that can be caught, it can end the process.
 *
 * It counts what may open a level, open brackets and the columns before a line's first word, and reads no grammar.
 *
 * @example
 * ```ts
 * import { isNestedTooDeeply } from "hullscan/kit";
 *
 * if (isNestedTooDeeply("[[1], { a: 2 }]")) throw new Error("that is not deep");
 * if (!isNestedTooDeeply("[".repeat(20_000))) throw new Error("that is deep");
 * ```
 */
export function isNestedTooDeeply(text: string): boolean {
  let open = 0;
  let columns = 0;
  let isBeforeWord = true;
  for (const character of text) {
    if (character === "\n") [columns, isBeforeWord] = [0, true];
    else if (isBeforeWord && " \t-?".includes(character)) columns += 1;
    else isBeforeWord = false;
    if (character === "[" || character === "{") open += 1;
    else if (character === "]" || character === "}") open = Math.max(0, open - 1);
    if (open + columns > MAX_LEVELS) return true;
  }
  return false;
}
