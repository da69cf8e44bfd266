import { LIMITS } from "./limits.ts";
import { toPlain } from "./mrkdwn.ts";

interface MrkdwnText {
  readonly type: "mrkdwn";
  readonly text: string;
  /** Slack is not to make links and mentions out of what only looks like them. */
  readonly verbatim: true;
}

/** The layout blocks that are used. */
export type Block =
  | { readonly type: "header"; readonly text: { readonly type: "plain_text"; readonly text: string } }
  | { readonly type: "section"; readonly text: MrkdwnText }
  | { readonly type: "context"; readonly elements: readonly MrkdwnText[] };

/** What is posted: the blocks, and the text that notifications and screen readers have. */
export interface Message {
  readonly text: string;
  readonly blocks: readonly Block[];
}

/** A headline, of plain text. */
export function header(text: string): Block {
  return { type: "header", text: { type: "plain_text", text: toPlain(text, LIMITS.header) } };
}

/** A paragraph, of mrkdwn that is escaped already. */
export function section(text: string): Block {
  return { type: "section", text: toText(text) };
}

/** Small print, of mrkdwn that is escaped already. */
export function context(text: string): Block {
  return { type: "context", elements: [toText(text)] };
}

function toText(text: string): MrkdwnText {
  return { type: "mrkdwn", text, verbatim: true };
}
