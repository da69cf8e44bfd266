/** What JSON and XML may hold and their readers choke on: control characters, halves of pairs, and no characters at all. */
const UNREADABLE = /[\p{Cs}\uFFFE\uFFFF]|(?![\t\n])\p{Cc}/gu;

/** Most texts have no others than these characters: that is found out faster than the others are looked for. */
const PLAIN = /^[\t\n -~]*$/;
/** What becomes one blank, or none. */
const UNEVEN = /[^\S ]| {2}|^ | $/;

/**
 * Makes a stranger's text safe for programs that read reports: characters that no file should have become U+FFFD, and what
 * is longer than some number of characters is cut, with `…` at its end. Lines end with a line feed.
 */
export function plainText(text: string, maxLength: number): string {
  const cut = text.length <= maxLength ? text : `${text.slice(0, maxLength - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
  return PLAIN.test(cut) ? cut : cut.replaceAll("\r\n", "\n").replace(UNREADABLE, "\uFFFD");
}

/** The same in one line, without blanks at its ends. */
export function plainLine(text: string, maxLength: number): string {
  // No more is looked at than can be shown.
  const head = text.slice(0, maxLength * 2);
  return plainText(UNEVEN.test(head) ? head.replace(/\s+/g, " ").trim() : head, maxLength);
}
