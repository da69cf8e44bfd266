import { isRecord } from "../../../core/kit.ts";
import type { ReportElement } from "../../lib/formats/mod.ts";

/** What differs between two scans that found the same: when that was, and what it took. */
const CIRCUMSTANCES: ReadonlySet<string> = new Set([
  "scan_timestamp",
  "duration_ms",
  "started_at",
  "db_updated_at",
  "attempts",
  // Whether it was an earlier run that has scanned, and under which name.
  "cached",
  "cache_key",
  "scanned_at",
  "scanned_as",
]);

/** Whether two elements say the same, apart from when, how long and how often was scanned. */
export function isSameContent(one: ReportElement, other: ReportElement): boolean {
  return toComparable(one) === toComparable(other);
}

function toComparable(element: ReportElement): string {
  const { scan_details: details, ...rest } = element;
  const text = JSON.stringify([
    withoutCircumstances(rest),
    isRecord(details) ? withoutCircumstances(details) : details,
  ]);
  // A built image has another name in each run, which the scanner repeats in its findings.
  const { dockerfile, image } = element;
  return dockerfile !== undefined && typeof image === "string" ? text.replaceAll(image, "") : text;
}

function withoutCircumstances(record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !CIRCUMSTANCES.has(key)));
}
