/** What Slack would say to a message, as far as its documentation tells. */

interface TextObject {
  readonly type?: unknown;
  readonly text?: unknown;
}

interface Block {
  readonly type?: unknown;
  readonly text?: TextObject;
  readonly elements?: readonly TextObject[];
}

/** The body of a request, as far as it is looked at. */
export interface PostedMessage {
  readonly text?: string;
  readonly blocks?: readonly Block[];
  readonly channel?: string;
  readonly thread_ts?: string;
}

/** The error code that Slack would answer with; nothing where the message is good. */
export function findMistake({ text, blocks }: PostedMessage): string | undefined {
  if (typeof text !== "string" || text === "") return "no_text";
  if (text.length > 40_000) return "msg_too_long";
  if (blocks === undefined) return undefined;
  if (!Array.isArray(blocks) || blocks.length === 0 || blocks.length > 50) return "invalid_blocks";
  if (blocks.some((block) => !isGoodBlock(block))) return "invalid_blocks";
  const length = blocks.flatMap(textsOf).reduce((sum, { text: one }) => sum + String(one).length, 0);
  // Seen between 9,597 (taken) and 11,341 (refused); the documentation does not tell.
  return length > 9597 ? "msg_blocks_too_long" : undefined;
}

/** Every text of a message, the one for notifications left out. */
export function listTexts({ blocks = [] }: PostedMessage): readonly string[] {
  return blocks.flatMap(textsOf).map(({ text }) => String(text));
}

function textsOf({ text, elements }: Block): readonly TextObject[] {
  return [...(text ? [text] : []), ...(elements ?? [])];
}

function isGoodBlock(block: Block): boolean {
  const texts = textsOf(block);
  if (texts.some(({ text }) => typeof text !== "string" || text.length < 1 || text.length > 3000)) return false;
  if (block.type === "header") return texts[0]?.type === "plain_text" && String(texts[0].text).length <= 150;
  const isKnown = block.type === "section" ? texts.length === 1 : block.type === "context" && texts.length <= 10;
  return isKnown && texts.every(({ type, text }) => type === "mrkdwn" && isEscaped(String(text)));
}

/**
 * Whether `&`, `<` and `>` stand only where they are meant to. Slack takes such a message, but shows something else, or
 * rings for everybody: here it is a mistake.
 */
function isEscaped(text: string): boolean {
  const rest = text.replace(/<https?:\/\/[^<>|\s]+\|[^<>|]+>/g, "").replace(/&(?:amp|lt|gt);/g, "");
  return !/[&<>]/.test(rest) && !/[\p{Cs}]/u.test(rest);
}
