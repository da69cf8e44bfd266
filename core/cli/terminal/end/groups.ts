import type { TargetGroup } from "../../../highlights/mod.ts";
import { plural } from "../../../services/plural.ts";
import { printable, printableLines } from "../../../services/printable.ts";
import type { LineOptions } from "../text/table.ts";
import { cutEnd, cutMiddle, widthOf, wrapWords } from "../text/text_width.ts";

const INDENT = 2;
const BELOW = "    ";
/** With less room behind a reason, the names stand below it. */
const MIN_NAMES = 20;

/** The targets that could not be scanned: by reason, with the first names and what to do. */
export function formatFailureGroups(
  groups: readonly TargetGroup[],
  count: number,
  options: LineOptions,
): readonly string[] {
  if (groups.length === 0) return [];
  const { paint, width } = options;
  const sum = groups.reduce((total, group) => total + group.count, 0);
  const lines = groups.slice(0, count).flatMap((group) => {
    const { code, host, hint = "" } = group;
    const where = host === undefined ? "" : ` at ${printable(host, 200)}`;
    const many = group.count > 1 ? ` (${group.count})` : "";
    const advice = hint === "" ? [] : printableLines(hint).flatMap((line) => wrapWords(line, width - BELOW.length));
    return [
      ...formatGroup({ ...group, text: `${printable(code, 100)}${where}${many}` }, options),
      ...advice.map((line) => paint("cyan", `${BELOW}${line}`)),
    ];
  });
  return [paint("red", `Not scanned (${sum}):`), ...lines, ...formatRest(groups, count)];
}

/** Why some results may not be all there is; each target's own line says more. */
export function formatCaveatGroups(
  groups: readonly TargetGroup[],
  { withCaveats, count }: { readonly withCaveats: number; readonly count: number },
  options: LineOptions,
): readonly string[] {
  if (withCaveats === 0) return [];
  const lines = groups
    .slice(0, count)
    .flatMap((group) =>
      formatGroup({ ...group, text: `${printable(group.code, 100)}  ${plural(group.count, "target")}` }, options),
    );
  const head = cutEnd(`Not clean, because of caveats (${withCaveats}):`, options.width, options.glyphs.ellipsis);
  return [options.paint("yellow", head), ...lines, ...formatRest(groups, count)];
}

function formatRest(groups: readonly TargetGroup[], count: number): readonly string[] {
  const rest = groups.slice(count);
  const targets = rest.reduce((sum, group) => sum + group.count, 0);
  return rest.length === 0 ? [] : [`  and ${plural(rest.length, "more reason")} (${plural(targets, "target")})`];
}

/** A reason and the names behind it: as many as there is room for. */
function formatGroup(
  { text, names, count }: Pick<TargetGroup, "names" | "count"> & { readonly text: string },
  { width, paint, glyphs }: LineOptions,
): readonly string[] {
  const head = cutEnd(text, width - INDENT, glyphs.ellipsis);
  const behind = width - INDENT - widthOf(head) - 2;
  const isBehind = behind >= MIN_NAMES;
  const list = joinNames(names, { count, room: isBehind ? behind : width - BELOW.length, ellipsis: glyphs.ellipsis });
  const painted = `${" ".repeat(INDENT)}${paint("dim", head)}`;
  return isBehind ? [`${painted}  ${list}`] : [painted, `${BELOW}${list}`];
}

/** `a:1, b:1, and 290 more`. The first name always stands there, at least its ends. */
function joinNames(
  names: readonly string[],
  { count, room, ellipsis }: { readonly count: number; readonly room: number; readonly ellipsis: string },
): string {
  const safe = names.map((name) => printable(name, 500));
  const write = (shown: readonly string[]) => {
    const left = count - shown.length;
    return { list: shown.join(", "), rest: left > 0 ? `, and ${left} more` : "" };
  };
  for (let shown = safe.length; shown > 1; shown -= 1) {
    const { list, rest } = write(safe.slice(0, shown));
    if (widthOf(list + rest) <= room) return list + rest;
  }
  const { list, rest } = write(safe.slice(0, 1));
  return `${cutMiddle(list, Math.max(1, room - widthOf(rest)), ellipsis)}${rest}`;
}
