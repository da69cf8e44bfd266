/** Says what a value is, shortly enough for a message. */
export function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null || typeof value === "boolean" || typeof value === "number") return String(value);
  if (typeof value === "string") return value.length > 60 ? `a text of ${value.length} characters` : `"${value}"`;
  if (Array.isArray(value)) return "a list";
  return typeof value === "function" ? "a function" : "an object";
}

/** Whether a value is an object with keys, not a list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A word with its article: `a sink`, `an engine`. */
export function withArticle(word: string): string {
  return `${/^[aeiou]/.test(word) ? "an" : "a"} ${word}`;
}
