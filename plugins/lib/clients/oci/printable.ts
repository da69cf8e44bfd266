import { printable } from "../../../../core/kit.ts";

const CREDENTIALS = /\/\/[^/\s]*@/g;

/** How many characters of a text from outside are shown in a message. */
const SHOWN_LENGTH = 200;

/** So much of what a server says: short enough to be read, long enough that no secret in it is cut in two unseen. */
export const SERVER_WORDS_LENGTH = 1000;

/** Makes text from outside safe to show in a message, and short; the user and password of a URL are masked. */
export function toPrintable(text: string, maxLength = SHOWN_LENGTH): string {
  return printable(text.replace(CREDENTIALS, "//***@"), maxLength);
}
