/**
 * What Slack takes for control characters; nothing else may be escaped.
 *
 * @see {@link https://docs.slack.dev/messaging/formatting-message-text}
 */
const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** Control characters, those that change the direction of text, and halves of characters. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}]/gu;

/** Makes text that somebody else chose harmless in Slack's mrkdwn: on one line, escaped, at most `maxLength` long. */
export function escapeMrkdwn(text: string, maxLength: number): string {
  const characters = [...toOneLine(text)].map((character) => ENTITIES[character] ?? character);
  return cut(characters, maxLength);
}

/** The same as inline code, so that Slack formats nothing in it: for names. */
export function toCode(text: string, maxLength: number): string {
  return `\`${escapeMrkdwn(text.replaceAll("`", "'"), maxLength - 2)}\``;
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
