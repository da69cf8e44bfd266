import type { FilePosition } from "../../errors/mod.ts";

/** A piece of a text, from its first UTF-16 unit to behind its last. */
export type Range = readonly [start: number, end: number];

/** What keeps a text from being read, and where. */
export interface TextMistake {
  readonly message: string;
  readonly range: Range;
}

/** What stands in place of something that must not be shown. */
const HIDDEN = "***";
/** The line of a minified file is the whole file. More than one could see is kept, so that no secret is cut in two. */
const MAX_AROUND = 8192;

/**
 * Describes where a range begins: line and column as editors count them, in UTF-16 units from 1, and the line with what
 * must not be shown replaced. Of a range of several lines, the first one is marked.
 */
export function describeRange(
  { path, text }: { readonly path: string; readonly text: string },
  [start, end]: Range,
  hidden: readonly Range[],
): FilePosition {
  const lineStart = Math.max(text.lastIndexOf("\n", start - 1) + 1, text.startsWith("\uFEFF") ? 1 : 0);
  const lineEnd = findLineEnd(text, lineStart);
  const from = Math.min(Math.max(start, lineStart), lineEnd);
  const to = Math.min(Math.max(end, from), lineEnd);
  const show = (first: number, last: number) => hide(text, [first, last], hidden);
  return {
    file: path,
    line: countLines(text, lineStart),
    column: from - lineStart + 1,
    excerpt: {
      before: show(Math.max(lineStart, from - MAX_AROUND), from),
      marked: show(from, Math.min(to, from + MAX_AROUND)),
      after: show(to, Math.min(lineEnd, to + MAX_AROUND)),
    },
  };
}

function findLineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  if (end === -1) return text.length;
  return end > from && text[end - 1] === "\r" ? end - 1 : end;
}

/** The number of the line that begins at an offset. */
function countLines(text: string, offset: number): number {
  let lines = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines;
}

/** A piece of a text, with each range that begins or goes on in it replaced. */
function hide(text: string, [start, end]: Range, hidden: readonly Range[]): string {
  let shown = "";
  let done = start;
  for (const [from, to] of hidden) {
    if (to <= done || from >= end) continue;
    shown += text.slice(done, Math.max(done, from)) + HIDDEN;
    done = to;
  }
  return shown + text.slice(done, Math.max(done, end));
}
