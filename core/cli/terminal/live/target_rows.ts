import { caveatsOf, countSeverities, isAccepted, isAtLeast, type Severity, sumCounts } from "../../../model/mod.ts";
import type { Outcome } from "../../../model/outcome.ts";
import { targetName } from "../../../model/target.ts";
import { printable, printableLines } from "../../../services/printable.ts";
import { type Paint, STYLE_OF, type Style, WORST_FIRST } from "../text/format.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { shortenName } from "../text/short_name.ts";
import { cutEnd, padEndTo, padStartTo, widthOf, wrapWords } from "../text/text_width.ts";
import { formatOrigin } from "./target_line.ts";

/** How the rows of a terminal are written. */
export interface RowOptions {
  /** In columns. */
  readonly width: number;
  readonly paint: Paint;
  readonly glyphs: Glyphs;
  /** What names begin with and is left out. */
  readonly leftOut: string;
}

/** Wider than this, the eye loses the row. */
const MAX_WIDTH = 132;
/** Narrower than this, there is room for what counts alone. */
const WIDE = 60;
const MARK = 2;
const COUNT = 5;
const TIME = 8;
const INDENT = "    ";

/** The widths of the columns: name, counts, time. */
interface Columns {
  readonly width: number;
  readonly name: number;
  readonly counts: number;
  readonly time: number;
}

function planColumns(width: number): Columns {
  const used = Math.min(width, MAX_WIDTH);
  const isWide = used >= WIDE;
  const counts = (isWide ? WORST_FIRST.length : 3) * COUNT;
  const time = isWide ? TIME : 0;
  return { width: used, name: used - MARK - counts - time, counts, time };
}

/**
 * One finished target in columns, and below it what is to be said of it: `✓ REF  2C 5H · · ·  4.2s`. No row is wider than the
 * terminal, unless a single word of a message is.
 */
export function formatTargetRows(outcome: Outcome, options: RowOptions): readonly string[] {
  const { paint, glyphs } = options;
  switch (outcome.status) {
    case "done": {
      const caveats = caveatsOf(outcome.data);
      const [mark, style] = caveats.length > 0 ? [glyphs.doubtful, "yellow" as const] : [glyphs.done, "green" as const];
      const { findings, note } = outcome.data;
      const head = findings === undefined ? (note ?? "") : formatCountColumns(outcome, options);
      const told = caveats.map(({ code, message }) => `${code}: ${message}`);
      if (findings !== undefined && note !== undefined) told.unshift(note);
      const accepted = findings?.filter(isAccepted).length ?? 0;
      if (accepted > 0) told.push(`${accepted} accepted`);
      return [
        ...formatHead(outcome, { mark: paint(style, mark), text: head }, options),
        ...formatBelow(told, "yellow", options),
      ];
    }
    case "failed": {
      const { code, message } = outcome.error;
      return [
        ...formatHead(outcome, { mark: paint("red", glyphs.failed), text: code, style: "red" }, options),
        ...formatBelow([message], "dim", options),
      ];
    }
    case "skipped": {
      const mark = outcome.planned ? paint("cyan", glyphs.planned) : paint("yellow", glyphs.skipped);
      return formatHead(outcome, { mark, text: outcome.reason, hasTime: false }, options);
    }
  }
}

interface Head {
  readonly mark: string;
  /** The counts, already in columns; or a text. */
  readonly text: string | { readonly columns: string };
  readonly style?: Style;
  readonly hasTime?: boolean;
}

/** The row itself. A text stands where the counts do, else behind the name, else below it. */
function formatHead(
  outcome: Outcome,
  { mark, text, style, hasTime = true }: Head,
  options: RowOptions,
): readonly string[] {
  const { paint, glyphs, leftOut } = options;
  const columns = planColumns(options.width);
  const names = { leftOut, ellipsis: glyphs.ellipsis };
  const full = targetName(outcome.target);
  const time = hasTime && columns.time > 0 ? paint("dim", padStartTo(formatOrigin(outcome), columns.time)) : "";
  if (typeof text !== "string") {
    return [
      `${mark} ${padEndTo(shortenName(full, columns.name, names), columns.name)}${text.columns}${time}`.trimEnd(),
    ];
  }
  const said = printable(text);
  const painted = style === undefined ? said : paint(style, said);
  const room = columns.counts - 1;
  if (widthOf(said) <= room) {
    const name = padEndTo(shortenName(full, columns.name, names), columns.name);
    return [`${mark} ${name} ${painted}${" ".repeat(room - widthOf(said))}${time}`.trimEnd()];
  }
  const whole = columns.width - MARK - (hasTime ? columns.time : 0);
  const name = shortenName(full, whole, names);
  const left = whole - widthOf(name) - 2 - widthOf(said);
  if (left >= 0) return [`${mark} ${name}  ${painted}${" ".repeat(left)}${time}`.trimEnd()];
  return [`${mark} ${padEndTo(name, whole)}${time}`.trimEnd(), ...formatBelow([said], style, options)];
}

/** Texts of any length, set in and broken at words. */
function formatBelow(
  texts: readonly string[],
  style: Style | undefined,
  { width, paint }: RowOptions,
): readonly string[] {
  const room = Math.min(width, MAX_WIDTH) - INDENT.length;
  const rows = texts.flatMap((text) => printableLines(text)).flatMap((line) => wrapWords(line, room));
  return rows.map((row) => `${INDENT}${style === undefined ? row : paint(style, row)}`);
}

/** `2C   5H    ·    ·    ·`: what was not asked for stays empty. Of narrow rows, the last column holds the rest. */
function formatCountColumns(outcome: Outcome, { width, paint, glyphs }: RowOptions): { readonly columns: string } {
  const { counts: room } = planColumns(width);
  const counts = countSeverities(outcome.data.findings ?? []);
  const total = sumCounts(counts);
  if (total === 0) {
    const isSure = caveatsOf(outcome.data).length === 0;
    const text = padStartTo(cutEnd(isSure ? "clean" : "no findings", room, glyphs.ellipsis), room);
    return { columns: isSure ? paint("green", text) : text };
  }
  const { minSeverity } = outcome.target;
  const cell = (severity: Severity) => {
    const count = counts[severity];
    if (count > 0) return paint(STYLE_OF[severity], padStartTo(`${formatNumber(count)}${severity.charAt(0)}`, COUNT));
    return isAtLeast(severity, minSeverity) ? paint("dim", padStartTo(glyphs.none, COUNT)) : " ".repeat(COUNT);
  };
  if (room === WORST_FIRST.length * COUNT) return { columns: WORST_FIRST.map(cell).join("") };
  const others = total - counts.CRITICAL - counts.HIGH;
  const rest = others > 0 ? padStartTo(`+${formatNumber(others)}`, COUNT) : " ".repeat(COUNT);
  return { columns: `${cell("CRITICAL")}${cell("HIGH")}${rest}` };
}

/** In three columns: the report has the exact number. */
function formatNumber(count: number): string {
  return count < 1000 ? String(count) : `${Math.floor(count / 1000)}k`;
}
