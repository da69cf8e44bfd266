const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const CREDENTIALS = /\/\/[^/\s]*@/g;

/** How many characters of a text from outside are shown in a message. */
const SHOWN_LENGTH = 200;

/**
 * Makes text from outside safe to show: control and invisible characters are escaped, the user and password of a URL
 * are masked, and what is over 200 characters is cut.
 */
export function toPrintable(text: string): string {
  const masked = text.replace(CREDENTIALS, "//***@");
  const shown = masked.slice(0, SHOWN_LENGTH).replace(UNPRINTABLE, escapeCharacter);
  return masked.length > SHOWN_LENGTH ? `${shown}...` : shown;
}

function escapeCharacter(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16)}}`;
}
