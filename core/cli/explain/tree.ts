import type { Glyphs } from "../terminal/text/glyphs.ts";
import { cutEnd, cutMiddle, widthOf, wrapWords } from "../terminal/text/text_width.ts";

/** A line of a tree, with what stands below it. Texts are safe to show already. */
export interface Node {
  readonly text: string;
  /** Behind the text, never cut: counts. */
  readonly tail?: string;
  /** Colours the text after it has been cut. */
  readonly paint?: (text: string) => string;
  readonly paintTail?: (text: string) => string;
  /** Which part of a text that is too long is left out. @default {"end"} */
  readonly cut?: "end" | "middle";
  readonly children?: readonly Node[];
}

/** How a tree is drawn. */
export interface TreeOptions {
  /** In columns. Infinity: nothing is cut. */
  readonly width: number;
  readonly glyphs: Glyphs;
}

/** A text keeps this many columns; in a tree that is deeper than the width allows, its line is too long. */
const MIN_TEXT = 8;

/** Draws trees, a line for each node. */
export function formatTree(nodes: readonly Node[], options: TreeOptions): readonly string[] {
  const { branch, lastBranch, trunk } = options.glyphs;
  function draw(level: readonly Node[], indent: string): readonly string[] {
    return level.flatMap((node, index) => {
      const isLast = index === level.length - 1;
      const start = `${indent}${isLast ? lastBranch : branch}`;
      const below = draw(node.children ?? [], `${indent}${isLast ? "   " : trunk}`);
      return [`${start}${formatNode(node, options.width - start.length, options)}`, ...below];
    });
  }
  return draw(nodes, "");
}

function formatNode(node: Node, room: number, { glyphs }: TreeOptions): string {
  const { text, tail, paint = same, paintTail = same, cut } = node;
  const left = tail === undefined ? room : room - widthOf(tail) - 2;
  const hasTail = tail !== undefined && left >= MIN_TEXT;
  const fit = cut === "middle" ? cutMiddle : cutEnd;
  const shown = paint(fit(text, Math.max(hasTail ? left : room, MIN_TEXT), glyphs.ellipsis));
  return hasTail ? `${shown}  ${paintTail(tail)}` : shown;
}

/** Breaks a text into rows of a width, two columns to the right. */
export function wrapText(text: string, width: number): readonly string[] {
  return wrapWords(text, width - 2).map((row) => `  ${row}`);
}

function same(text: string): string {
  return text;
}
