import { describeFinding, type NewFinding } from "../../../highlights/mod.ts";
import { printable } from "../../../services/printable.ts";
import { STYLE_OF, WORST_FIRST } from "../text/format.ts";
import type { LineOptions } from "../text/table.ts";
import { cutEnd, cutMiddle, padEndTo, widthOf } from "../text/text_width.ts";
import type { RunFacts } from "./run_facts.ts";

const GAP = "  ";
/** A name says nothing in less. */
const MIN_NAME = 14;

/**
 * The worst of what is new in images that were scanned before, two lines each: what it is and where, and what it is about.
 * Of what is new it is the part that somebody has to look at today.
 */
export function formatNews(
  { news, allNews }: Pick<RunFacts, "news" | "allNews">,
  count: number,
  options: LineOptions,
): readonly string[] {
  const shown = news.slice(0, count);
  if (shown.length === 0) return [];
  const left = allNews - shown.reduce((sum, { otherImages }) => sum + 1 + otherImages, 0);
  const { paint } = options;
  return [
    paint("bold", `New in known images (${allNews}):`),
    ...shown.flatMap((one) => formatOne(one, options)),
    ...(left > 0 ? [`${GAP}and ${left} more`] : []),
  ];
}

function formatOne({ finding, image, otherImages }: NewFinding, { width, paint, glyphs }: LineOptions) {
  const { severity, title } = finding;
  const room = Math.max(...WORST_FIRST.map((name) => name.length));
  const start = GAP + paint(STYLE_OF[severity], padEndTo(severity, room)) + GAP;
  const left = width - widthOf(start);
  const others = otherImages > 0 ? ` (+${otherImages})` : "";
  const what = cutEnd(printable(describeFinding(finding, { secrets: false }), 500), left, glyphs.ellipsis);
  const rest = left - widthOf(what + GAP + others);
  const name = printable(image, 500);
  // Where there is no room beside it, the image stands below.
  const isBeside = rest >= Math.min(MIN_NAME, widthOf(name));
  const where = isBeside ? GAP + cutMiddle(name, rest, glyphs.ellipsis) + others : "";
  const below = [
    ...(isBeside ? [] : [cutMiddle(name, left - widthOf(others), glyphs.ellipsis) + others]),
    ...(title ? [paint("dim", cutEnd(printable(title, 500), left, glyphs.ellipsis))] : []),
  ];
  return [start + what + where, ...below.map((line) => " ".repeat(widthOf(start)) + line)];
}
