import type { ReportElement } from "../_report/mod.ts";

/** What differs between two scans that found the same. */
const TIMES: ReadonlySet<string> = new Set(["scan_timestamp", "duration_ms", "started_at", "db_updated_at"]);

/** Whether two elements say the same, apart from when and how long the scan was. */
export function isSameContent(one: ReportElement, other: ReportElement): boolean {
  return toComparable(one) === toComparable(other);
}

function toComparable(element: ReportElement): string {
  const { scan_details: details, ...rest } = element;
  const text = JSON.stringify([withoutTimes(rest), isRecord(details) ? withoutTimes(details) : details]);
  // A built image has another name in each run, which the scanner repeats in its findings.
  const { dockerfile, image } = element;
  return dockerfile !== undefined && typeof image === "string" ? text.replaceAll(image, "") : text;
}

function withoutTimes(record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !TIMES.has(key)));
}

/** Whether a value is an object with keys. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
