/** An entry that Trivy no longer goes by, and says nothing of. */
export interface EndedEntry {
  /** Counted from 1. */
  readonly line: number;
  /** As the file says it: `2027-01-31`. */
  readonly date: string;
}

const DATE =
  /^[^#]*?(?:\sexp:|\bexpired_at["']?\s*:\s*["']?)(\d{4}-\d{1,2}-\d{1,2}(?:[Tt ]\d[\d:.]*(?:Z|[+-]\d{2}:\d{2})?)?)/;

/**
 * Finds entries of a .trivyignore or .trivyignore.yaml whose date is over. A date without a time ends as its day begins in
 * UTC: `exp:2027-01-31` last works on the 30th.
 */
export function findEnded(text: string, now: Date): readonly EndedEntry[] {
  return text.split("\n").flatMap((content, index) => {
    const date = DATE.exec(content)?.[1];
    return date !== undefined && toTime(date) < now.getTime() ? [{ line: index + 1, date }] : [];
  });
}

/** In UTC where it names no zone; a day may be written without its zeros. */
function toTime(date: string): number {
  const [day = "", time] = date.replace(/-(?=\d(?:-|$|[Tt ]))/g, "-0").split(/[Tt ]/);
  if (time === undefined) return Date.parse(day);
  return Date.parse(`${day}T${time}${/(?:Z|[+-]\d{2}:\d{2})$/.test(time) ? "" : "Z"}`);
}
