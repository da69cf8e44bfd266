const DAY_MS = 86_400_000;
/** What Go writes for a time that was never set. */
const ZERO_TIME = Date.parse("0001-01-01T00:00:00Z");

/**
 * How many whole days lie between a date of DTR's (RFC 3339, up to nanoseconds) and now; 0 for a date in the future,
 * as clocks differ. Undefined stands for never: the zero date `0001-01-01T00:00:00Z`, no date, or none that can be read.
 */
export function toAgeDays(date: string | undefined, now: Date): number | undefined {
  const time = date === undefined ? Number.NaN : Date.parse(date);
  if (Number.isNaN(time) || time <= ZERO_TIME) return undefined;
  return Math.max(0, Math.floor((now.getTime() - time) / DAY_MS));
}
