import { plural } from "../../../core/kit.ts";

const UNIT_MS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };
const WHOLE = /^(?:\d+(?:\.\d+)?(?:ms|h|m|s))+$/;
const PART = /(\d+(?:\.\d+)?)(ms|h|m|s)/g;

/** The longest duration that a timer of Node takes, less a day for what is added on top. */
const MAX_MS = 2 ** 31 - 86_400_000;

/**
 * Reads a duration as Go writes it (`30s`, `10m`, `1h30m`) into milliseconds.
 *
 * @returns Nothing where the text is no such duration, is zero, or is longer than some 23 days.
 */
export function parseDuration(text: string): number | undefined {
  if (!WHOLE.test(text)) return undefined;
  let total = 0;
  for (const [, amount = "", unit = ""] of text.matchAll(PART)) total += Number(amount) * (UNIT_MS[unit] ?? 0);
  const milliseconds = Math.round(total);
  return milliseconds > 0 && milliseconds <= MAX_MS ? milliseconds : undefined;
}

/** An age or a span in words a person reads at a glance: `5 minutes`, `3 hours`, `12 days`. */
export function toAge(milliseconds: number): string {
  const minutes = Math.max(0, Math.round(milliseconds / 60_000));
  if (minutes < 120) return plural(minutes, "minute");
  const hours = Math.round(minutes / 60);
  return hours < 48 ? plural(hours, "hour") : plural(Math.round(hours / 24), "day");
}
