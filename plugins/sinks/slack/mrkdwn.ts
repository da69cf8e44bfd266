/**
 * What Slack takes for control characters; nothing else may be escaped.
 *
 * @see {@link https://docs.slack.dev/messaging/formatting-message-text}
 */
const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** Control characters, those that change the direction of text, and halves of characters. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}]/gu;

/**
 * What formats text. Slack knows no escape for it, and a zero-width character before one makes it work rather than not:
 * in its place stands one that looks like it.
 */
const LOOKALIKES: Readonly<Record<string, string>> = { "*": "∗", _: "ˍ", "~": "∼", "`": "ˋ", ":": "꞉" };
/** An underscore within a word formats nothing, and stands in many names; of an emoji's name, the first colon. */
const FORMATTING = /[*~`]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|:(?=[\w+'-]+:)/gu;

/**
 * Makes text that somebody else chose harmless in Slack's mrkdwn: on one line, escaped, without bold, italics, strike,
 * code and emoji, at most `maxLength` long.
 */
export function escapeMrkdwn(text: string, maxLength: number): string {
  return escapeEntities(
    toOneLine(text).replace(FORMATTING, (mark) => LOOKALIKES[mark] ?? mark),
    maxLength,
  );
}

function escapeEntities(line: string, maxLength: number): string {
  const characters = [...line].map((character) => ENTITIES[character] ?? character);
  return cut(characters, maxLength);
}

/** The same as inline code, so that Slack formats nothing in it: for names. */
export function toCode(text: string, maxLength: number): string {
  return `\`${escapeEntities(toOneLine(text.replaceAll("`", "'")), maxLength - 2)}\``;
}

/** Makes text one line of plain text, where nothing needs to be escaped. */
export function toPlain(text: string, maxLength: number): string {
  return cut([...toOneLine(text)], maxLength);
}

/** A link with a text that needs no escaping. */
export function toLink(url: string, text: string): string {
  return `<${new URL(url).href.replaceAll("|", "%7C").replaceAll("&", "&amp;")}|${text}>`;
}

function toOneLine(text: string): string {
  return text.replace(/\s+/g, " ").replace(UNSEEN, "").trim();
}

/** Joins pieces up to a length; a mark tells of what is missing. Never cuts a character or an entity in two. */
function cut(pieces: readonly string[], maxLength: number): string {
  let length = 0;
  for (const piece of pieces) length += piece.length;
  if (length <= maxLength) return pieces.join("");
  let kept = "";
  for (const piece of pieces) {
    if (kept.length + piece.length >= maxLength) break;
    kept += piece;
  }
  return `${kept}…`;
}
