import { styleText } from "node:util";
import { SEVERITIES, type Severity, type SeverityCounts } from "../../../model/mod.ts";

/** Writes text in a style, or plain. */
export type Paint = (style: Style, text: string) => string;

/** The styles in use. */
export type Style = "red" | "yellow" | "green" | "cyan" | "dim" | "bold" | "magenta";

/** Makes the painter for a stream that shows colours, or does not. */
export function createPaint(color: boolean): Paint {
  // It is decided already whether to colour; styleText would ask stdout, and this goes to stderr.
  return (style, text) => (color ? styleText(style, text, { validateStream: false }) : text);
}

/** How each severity is painted. */
export const STYLE_OF = {
  CRITICAL: "magenta",
  HIGH: "red",
  MEDIUM: "yellow",
  LOW: "cyan",
  UNKNOWN: "dim",
} as const satisfies Record<Severity, Style>;

/** The severities, worst first: the order in which people read them. */
export const WORST_FIRST: readonly Severity[] = [...SEVERITIES].reverse();

/**
 * `2 CRITICAL 5 HIGH`, worst first, without the zeros. Where there is nothing: `clean` only if nothing speaks against it,
 * such as a caveat or a failure.
 */
export function formatCounts(counts: Readonly<SeverityCounts>, paint: Paint, { isSure }: { isSure: boolean }): string {
  const parts = WORST_FIRST.filter((severity) => counts[severity] > 0);
  if (parts.length === 0) return isSure ? paint("green", "clean") : "no findings";
  return parts.map((severity) => paint(STYLE_OF[severity], `${counts[severity]} ${severity}`)).join(" ");
}

/** `4.2s`, `2m 03s`, `1h 02m`. */
export function formatDuration(ms: number): string {
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)}s`;
  const seconds = Math.round(ms / 1000);
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  if (minutes < 60) return `${minutes}m ${pad(rest)}s`;
  return `${Math.floor(minutes / 60)}h ${pad(minutes % 60)}m`;
}

/** `8s`, `2m 03s`, `1h 02m`: for what goes on, where tenths would only flicker. */
export function formatSeconds(ms: number): string {
  return ms < 59_500 ? `${Math.round(ms / 1000)}s` : formatDuration(ms);
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}

/** `17%`; a part that is not nothing is never 0%. */
export function formatShare(part: number, whole: number): string {
  if (part === 0 || whole === 0) return "0%";
  const percent = (part / whole) * 100;
  return percent < 1 ? "<1%" : `${Math.round(percent)}%`;
}
