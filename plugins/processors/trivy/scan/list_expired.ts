/** `2027-01-31`, `2027-01-31T12:00:00+01:00`, `2027-01-31 12:00:00`. */
const MOMENT = /(\d{4}-\d{2}-\d{2})(?:(?:[Tt]|[ \t]+)(\d{1,2}:[\d:.]+)[ \t]*(Z|z|[+-]\d{1,2}(?::?\d{2})?)?)?/g;

/**
 * Lists those dates in a text that are over. A finding may be ignored until a day only (`exp:2027-01-31` or
 * `expired_at: 2027-01-31`, in UTC): then the same file means something else than before. A time that cannot be read is
 * one that is over now, so that nobody takes two moments for the same.
 */
export function listExpired(text: string, now: Date): readonly string[] {
  const moments = [...text.matchAll(MOMENT)].map(([, day, time, zone = "Z"]) => {
    const ms = Date.parse(time === undefined ? `${day}` : `${day}T${time}${zone.toUpperCase()}`);
    return Number.isNaN(ms) ? now : new Date(ms);
  });
  return moments.filter((moment) => moment <= now).map((moment) => moment.toISOString());
}
