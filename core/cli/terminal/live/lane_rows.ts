import type { Retry } from "../../../events/event.ts";
import { printable } from "../../../services/printable.ts";
import { formatSeconds } from "../text/format.ts";
import { shortenName } from "../text/short_name.ts";
import { cutEnd, padEndTo, padStartTo, widthOf } from "../text/text_width.ts";
import type { LiveView } from "./bar_row.ts";
import type { Activity } from "./progress.ts";

/** Beyond this, the eye loses the row. */
const MAX_WIDTH = 100;
const TIME = 7;
/** The least that is left for what a target is waiting for. */
const MIN_ACTIVITY = 12;

/** How rows for targets in work are made. */
export interface LaneRowOptions extends LiveView {
  /** How many rows there may be. */
  readonly height: number;
  /** What names begin with and is left out. */
  readonly leftOut: string;
  /** On the clock that the progress goes by, in milliseconds. */
  readonly now: number;
}

/** A row for each target in work, the oldest first: what is done with it, and since when. `+12 more` where rows are short. */
export function formatLanes(options: LaneRowOptions): readonly string[] {
  const { progress, height, now, paint, glyphs, leftOut } = options;
  const lanes = [...progress.inWork];
  if (lanes.length === 0)
    return [paint("dim", progress.finished === 0 ? "getting ready" : "waiting for the next target")];
  const shown = lanes.length > height ? lanes.slice(0, Math.max(height - 1, 0)) : lanes;
  const width = Math.min(options.width, MAX_WIDTH);
  const room = width - 2 - TIME;
  const names = shown.map(([, { name }]) => {
    return shortenName(name, Math.max(room - MIN_ACTIVITY - 2, 8), { leftOut, ellipsis: glyphs.ellipsis });
  });
  const nameWidth = Math.max(0, ...names.map(widthOf));
  const rows = shown.map(([key, { since }], index) => {
    const activity = progress.activities.get(key);
    const time = padStartTo(formatSeconds(now - (activity?.since ?? since)), TIME);
    const text = cutEnd(describeActivity(activity), room - nameWidth - 2, glyphs.ellipsis);
    const style = activity?.retry === undefined ? "cyan" : "yellow";
    const said = paint(style, padEndTo(text, room - nameWidth - 2));
    return `  ${padEndTo(names[index] ?? "", nameWidth)}  ${said}${paint("dim", time)}`;
  });
  const left = lanes.length - shown.length;
  return left > 0 ? [...rows, paint("dim", `  +${left} more`)] : rows;
}

function describeActivity(activity: Activity | undefined): string {
  if (activity === undefined) return "waiting";
  const { retry, what } = activity;
  if (retry === undefined) return printable(what);
  return `retry ${retry.attempt - 1}/${retry.of - 1}, ${printable(describeCause(retry))}`;
}

/** `HTTP 503` where a message has a status; else its code, and what stands behind `Cannot scan "app:1": `. */
function describeCause({ code, reason }: Retry): string {
  const [line = ""] = reason.split("\n", 1);
  const [, status = ""] =
    /\b(?:HTTP|status(?: code)?:?) ([45]\d\d)\b/i.exec(line) ?? /\b([45]\d\d) [A-Z][a-z]/.exec(line) ?? [];
  if (status !== "") return `HTTP ${status}`;
  const at = line.indexOf('": ');
  return `${code}: ${at === -1 ? line : line.slice(at + 3)}`;
}
