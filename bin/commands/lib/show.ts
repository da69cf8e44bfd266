import type { OwnCall } from "../../../core/cli/composition.ts";
import { stdoutHasColor, stdoutWidth } from "../../../core/cli/terminal/stdout.ts";
import { createPaint } from "../../../core/cli/terminal/text/format.ts";
import { chooseGlyphs } from "../../../core/cli/terminal/text/glyphs.ts";
import type { LineOptions } from "../../../core/cli/terminal/text/table.ts";
import { printable, showPath } from "../../../core/kit.ts";
import type { HistoryPlace } from "../../../plugins/lib/history/place/mod.ts";

/** How an answer is written on this terminal. */
export function chooseLineOptions({ color }: Pick<OwnCall, "color">): LineOptions {
  return { paint: createPaint(stdoutHasColor({ color })), width: stdoutWidth(), glyphs: chooseGlyphs() };
}

/** `2026-11-20 10:00`, in UTC. */
export function formatMinute(time: string): string {
  return time.slice(0, 16).replace("T", " ");
}

/** `2026-11-20`. */
export function formatDay(time: string): string {
  return time.slice(0, 10);
}

/** The line above an answer: which history it is of. */
export function formatHead(place: HistoryPlace, { paint }: LineOptions): string {
  return paint("dim", printable(`History: ${showPlace(place)}`));
}

/** A file from this folder on, or the address of a database. */
export function showPlace(place: HistoryPlace): string {
  return typeof place === "string" ? showPath(place, process.cwd()) : String(place);
}
