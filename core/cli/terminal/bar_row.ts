import { sumCounts } from "../../model/mod.ts";
import { formatCounts, formatDuration, type Paint } from "./format.ts";
import type { Glyphs } from "./glyphs.ts";
import { expectRemaining, type Progress } from "./progress.ts";
import { widthOf } from "./text_width.ts";

/** What the rows are made from. */
export interface LiveView {
  readonly progress: Progress;
  readonly width: number;
  readonly elapsedMs: number;
  readonly paint: Paint;
  readonly glyphs: Glyphs;
}

const BAR_WIDTH = 24;

/** `██████░░░░ 12/40  1 failed  4.2s  about 9.1s left  2 CRITICAL`. */
export function formatBar({ progress, width, elapsedMs, paint, glyphs }: LiveView): string {
  const { total, finished, failed, cached } = progress;
  const share = total === undefined || total === 0 ? 0 : finished / total;
  const filled = Math.round(share * BAR_WIDTH);
  const bar = glyphs.full.repeat(filled) + glyphs.empty.repeat(BAR_WIDTH - filled);
  const remaining = expectRemaining(progress, elapsedMs);
  const parts = [
    `${bar} ${finished}/${total ?? "?"}`,
    failed > 0 ? paint("red", `${failed} failed`) : "",
    cached > 0 ? `${cached} cached` : "",
    formatDuration(elapsedMs),
    remaining === undefined ? "" : `about ${formatDuration(remaining)} left`,
    formatFound(progress, paint),
  ];
  return joinToWidth(parts, width);
}

/** What was found so far: where nothing was scanned there is nothing to say, and one failure is enough not to be clean. */
function formatFound({ severities, scanned, failed, withCaveats }: Progress, paint: Paint): string {
  if (scanned === 0 && sumCounts(severities) === 0) return "";
  return formatCounts(severities, paint, { isSure: failed === 0 && withCaveats === 0 });
}

/** Joins as many parts as there is room for, in order. */
function joinToWidth(parts: readonly string[], room: number): string {
  let row = "";
  for (const part of parts) {
    const longer = row === "" || part === "" ? row + part : `${row}  ${part}`;
    if (widthOf(longer) <= room) row = longer;
  }
  return row;
}
