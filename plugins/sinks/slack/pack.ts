import { type Block, section } from "./blocks.ts";
import { LIMITS } from "./limits.ts";

/** How lines are cut to what fits. */
export interface FitOptions {
  readonly maxLines: number;
  readonly maxLength: number;
  /** How many lines there would be in all. */
  readonly total: number;
  /** What stands in place of those that are left out. */
  readonly rest: (count: number) => string;
}

/** Joins lines as far as they fit; what is left out is counted in a line of its own. */
export function fitLines(lines: Iterable<string>, { maxLines, maxLength, total, rest }: FitOptions): string {
  const kept: string[] = [];
  const room = maxLength - rest(total).length - 1;
  let length = 0;
  for (const line of lines) {
    if (kept.length === maxLines || length + line.length + 1 > room) break;
    kept.push(line);
    length += line.length + 1;
  }
  return [...kept, ...(kept.length < total ? [rest(total - kept.length)] : [])].join("\n");
}

/** What {@linkcode packMessages} gives. */
export interface Packed {
  /** The blocks of each message. */
  readonly messages: readonly (readonly Block[])[];
  /** How many lines were left out. */
  readonly left: number;
}

/**
 * Packs lines into as few messages as the limits allow, `maxMessages` at most. A line must fit into a section. Memory
 * holds the messages, not the lines that are left out.
 */
export function packMessages(lines: Iterable<string>, { maxMessages }: { readonly maxMessages: number }): Packed {
  const messages: Block[][] = [];
  let blocks: Block[] = [];
  let text = "";
  let length = 0;
  let left = 0;

  function closeSection(): void {
    if (text !== "") blocks.push(section(text));
    text = "";
  }
  function closeMessage(): void {
    closeSection();
    if (blocks.length > 0) messages.push(blocks);
    blocks = [];
    length = 0;
  }

  for (const line of lines) {
    if (length + line.length + 1 > LIMITS.message) closeMessage();
    if (text.length + line.length + 1 > LIMITS.section) closeSection();
    if (blocks.length === LIMITS.blocks) closeMessage();
    if (messages.length >= maxMessages) {
      left += 1;
      continue;
    }
    text += text === "" ? line : `\n${line}`;
    length += line.length + 1;
  }
  if (messages.length < maxMessages) closeMessage();
  return { messages, left };
}
