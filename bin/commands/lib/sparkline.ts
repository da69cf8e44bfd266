import type { Glyphs } from "../../../core/cli/terminal/text/glyphs.ts";

const BARS = [..."▁▂▃▄▅▆▇█"];
const ASCII_BARS = [..."_.-=+*#@"];

/** Draws numbers as bars, a column each, the highest as a whole one; a gap where there is no number. */
export function drawSparkline(values: readonly (number | null)[], { full }: Pick<Glyphs, "full">): string {
  const bars = full === "█" ? BARS : ASCII_BARS;
  const most = Math.max(1, ...values.map((value) => value ?? 0));
  return values
    .map((value) => (value === null ? " " : (bars[Math.round((value / most) * (bars.length - 1))] ?? " ")))
    .join("");
}
