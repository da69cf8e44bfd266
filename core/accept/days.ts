const DAY_MS = 86_400_000;

/** Whether a text is a day that there is: `2027-01-31`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** The moment at which a day is over in UTC, in milliseconds since 1970. What holds until that day holds on it, too. */
export function endOfDay(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) + DAY_MS;
}

/** The same day a year later: `2027-01-31`. Of 29 February, 28 February. */
export function aYearAfter(now: Date): string {
  const later = new Date(now);
  later.setUTCFullYear(now.getUTCFullYear() + 1);
  if (later.getUTCMonth() !== now.getUTCMonth()) later.setUTCDate(0);
  return today(later);
}

/** The present day in UTC: `2027-01-31`. */
export function today(now: Date): string {
  return now.toISOString().slice(0, 10);
}
