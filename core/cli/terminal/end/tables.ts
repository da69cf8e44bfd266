import { describeAction, type FixPlan, type WorstImage } from "../../../highlights/mod.ts";
import { plural } from "../../../services/plural.ts";
import { printable } from "../../../services/printable.ts";
import { STYLE_OF, WORST_FIRST } from "../text/format.ts";
import { type Column, formatTable, type LineOptions } from "../text/table.ts";

/** `C`, `H`, `M`, `L`, `U`: where there is no room, the mildest go. */
const SEVERITY_COLUMNS: readonly Column[] = WORST_FIRST.map((severity, index) => ({
  head: severity.charAt(0),
  style: STYLE_OF[severity],
  ...(index > 1 && { goes: index }),
}));

/** The worst images: findings by severity, how many of them a newer version of a package removes, and how many are new. */
export function formatWorst(worst: readonly WorstImage[], images: number, options: LineOptions): readonly string[] {
  if (worst.length === 0) return [];
  const title = images > worst.length ? `Worst images (${worst.length} of ${images})` : "Worst images";
  const isCompared = worst.some(({ news }) => news !== undefined);
  const hasExploited = worst.some(({ exploited }) => exploited > 0);
  const exploits = hasExploited ? [{ head: "exploited", style: "red" } as const] : [];
  const columns = [...exploits, ...SEVERITY_COLUMNS, { head: "fixable" }, ...(isCompared ? [{ head: "new" }] : [])];
  const rows = worst.map(({ name, severities, exploited, fixable, news = 0, hasCaveats, otherNames }) => ({
    name: printable(name, 500),
    ...(hasCaveats && { mark: options.paint("yellow", options.glyphs.doubtful) }),
    ...(otherNames > 0 && { suffix: ` (+${otherNames})` }),
    counts: [
      ...(hasExploited ? [exploited] : []),
      ...WORST_FIRST.map((severity) => severities[severity]),
      ...[fixable, news],
    ],
  }));
  return formatTable({ title, columns, rows }, options);
}

/** What to do first: newer base images, and upgrades. */
export function formatFixes(
  { actions, findings, isThinned }: FixPlan,
  count: number,
  options: LineOptions,
): readonly string[] {
  const first = actions.slice(0, count);
  const last = first.at(-1);
  if (last === undefined) return [];
  const title = `Fix first (removes ${isThinned ? "at least " : ""}${last.removed} of ${plural(findings, "finding")})`;
  const columns = [
    { head: "C", style: STYLE_OF.CRITICAL },
    { head: "H", style: STYLE_OF.HIGH },
    { head: "findings", goes: 2 },
    { head: "images", goes: 1 },
  ];
  const rows = first.map((action) => ({
    name: printable(describeAction(action), 500),
    counts: [action.severities.CRITICAL, action.severities.HIGH, action.findings, action.images],
  }));
  return formatTable({ title, columns, rows }, options);
}
