import { sumCounts } from "../../../model/mod.ts";
import { plural } from "../../../services/plural.ts";
import { formatCounts, formatSeconds, type Paint, STYLE_OF, WORST_FIRST } from "../text/format.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { widthOf } from "../text/text_width.ts";
import { expectRemaining, type Progress } from "./progress.ts";

/** What the rows are made from. */
export interface LiveView {
  readonly progress: Progress;
  readonly width: number;
  readonly elapsedMs: number;
  readonly paint: Paint;
  readonly glyphs: Glyphs;
}

const MAX_BAR = 24;
const MIN_BAR = 8;

/** `██████░░░░ 12/40  1 failed  4s  about 9s left  2C 5H`. */
export function formatBar({ progress, width, elapsedMs, paint, glyphs }: LiveView): string {
  const { total, finished, failed, cached, rematched } = progress;
  const share = total === undefined || total === 0 ? 0 : finished / total;
  const length = Math.max(MIN_BAR, Math.min(MAX_BAR, Math.floor(width / 4)));
  const filled = Math.round(share * length);
  const bar = glyphs.full.repeat(filled) + glyphs.empty.repeat(length - filled);
  const remaining = expectRemaining(progress, elapsedMs);
  const parts = [
    // Where nobody knows how many there will be, a bar would never move.
    total === undefined ? `${plural(finished, "target")} finished` : `${bar} ${finished}/${total}`,
    failed > 0 ? paint("red", `${failed} failed`) : "",
    cached > 0 ? `${cached} cached` : "",
    rematched > 0 ? `${rematched} rematched` : "",
    formatSeconds(elapsedMs),
    formatRate(finished, elapsedMs),
    remaining === undefined ? "" : `about ${formatSeconds(remaining)} left`,
    formatFound(progress, paint),
  ];
  return joinToWidth(parts, width);
}

/** `4.1/s` or `12/min`; nothing where it is too early to say. */
function formatRate(finished: number, elapsedMs: number): string {
  if (finished < 3 || elapsedMs < 2000) return "";
  const perSecond = finished / (elapsedMs / 1000);
  return perSecond >= 1 ? `${perSecond.toFixed(1)}/s` : `${(perSecond * 60).toFixed(perSecond < 0.1 ? 1 : 0)}/min`;
}

/** What was found so far: where nothing was scanned there is nothing to say, and one failure is enough not to be clean. */
function formatFound({ severities, scanned, failed, withCaveats }: Progress, paint: Paint): string {
  if (scanned === 0 && sumCounts(severities) === 0) return "";
  if (sumCounts(severities) === 0)
    return formatCounts(severities, paint, { isSure: failed === 0 && withCaveats === 0 });
  const found = WORST_FIRST.filter((severity) => severities[severity] > 0);
  return found.map((severity) => paint(STYLE_OF[severity], `${severities[severity]}${severity.charAt(0)}`)).join(" ");
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
