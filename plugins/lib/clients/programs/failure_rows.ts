/** Text that a program prints, in lower case; of a list, all parts must be there. */
export type Pattern = string | readonly string[] | RegExp;

/** One class of failure and how it shows. What the user reads of it stands in an error table, by code. */
export interface FailureRow<Code extends string = string> {
  readonly code: Code;
  readonly patterns: readonly Pattern[];
}

/** A row that a text shows, and where. */
export interface FailureMatch<Code extends string> {
  readonly code: Code;
  /** Which of the texts it is. */
  readonly index: number;
  /** Where in that text the pattern begins; of a list, its first part. */
  readonly at: number;
}

/**
 * Finds the first row of a table that one of some texts shows. Rows are tested from top to bottom, each in all texts; a
 * pattern must be found within one text.
 *
 * @param texts In lower case
 */
export function findFailureRow<Code extends string>(
  rows: readonly FailureRow<Code>[],
  texts: readonly string[],
): FailureMatch<Code> | undefined {
  for (const { code, patterns } of rows) {
    for (const [index, text] of texts.entries()) {
      for (const pattern of patterns) {
        const at = findPattern(text, pattern);
        if (at >= 0) return { code, index, at };
      }
    }
  }
  return undefined;
}

function findPattern(text: string, pattern: Pattern): number {
  if (typeof pattern === "string") return text.indexOf(pattern);
  if (pattern instanceof RegExp) return text.search(pattern);
  const places = pattern.map((part) => text.indexOf(part));
  return places.includes(-1) ? -1 : (places[0] ?? -1);
}
