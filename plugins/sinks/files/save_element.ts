import { rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { checkReplaceable, errorCode, fileWriteError, isRecord, loadText, writeAtomic } from "../../../core/kit.ts";
import type { ReportElement } from "../../lib/formats/mod.ts";
import { buildLastScanName } from "./file_name.ts";

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

const MAX_ELEMENT_BYTES = 500_000_000;

/** Where an element goes, and how. */
export interface SaveOptions {
  /** Absolute. */
  readonly folder: string;
  readonly name: string;
  readonly indent: number;
}

/** What is there after an element was saved. */
export interface Saved {
  /** The name of the file with the last scan, where the target's own file reports none. */
  readonly lastScan?: string;
}

/**
 * Brings one element into its file, unless the file says the same already. What reports no scan, a failure, does not
 * replace a scan: that is kept under another name until there is a new one.
 *
 * @throws {ScanError} FILE_WRITE
 */
export async function saveElement(element: ReportElement, { folder, name, indent }: SaveOptions): Promise<Saved> {
  const path = join(folder, name);
  const lastScan = buildLastScanName(name);
  const lastPath = join(folder, lastScan);
  const before = await loadElement(path);
  const isKnown = before !== undefined && isSameContent(before, element);
  const write = () => writeAtomic(path, `${JSON.stringify(element, undefined, indent)}\n`);

  if (isScan(element)) {
    const last = isKnown ? undefined : await loadElement(lastPath);
    // After a failure, the file of the scan before comes back as it was.
    if (last !== undefined && isSameContent(last, element)) await guard(path, () => rename(lastPath, path));
    else if (!isKnown) await write();
    await guard(lastPath, () => rm(lastPath, { force: true }));
    return {};
  }
  if (before !== undefined && isScan(before)) await guard(lastPath, () => rename(path, lastPath));
  if (!isKnown) await write();
  return (await loadElement(lastPath)) === undefined ? {} : { lastScan };
}

/** Whether a scanner has looked at the target. */
function isScan(element: ReportElement): boolean {
  return element.severity_level !== undefined;
}

/** What a file of an earlier run says; nothing where there is none, or it is not what was written. */
async function loadElement(path: string): Promise<ReportElement | undefined> {
  try {
    const element: unknown = JSON.parse(await loadText(path, { maxBytes: MAX_ELEMENT_BYTES }));
    return isRecord(element) ? element : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || errorCode(error) === "ENOENT") return undefined;
    throw fileWriteError(path, error);
  }
}

/** Runs a step that replaces or removes a file. */
async function guard(path: string, step: () => Promise<void>): Promise<void> {
  try {
    await checkReplaceable(path);
    await step();
  } catch (error) {
    throw fileWriteError(dirname(path), error);
  }
}

/** Whether two elements say the same, apart from when, how long and how often was scanned. */
function isSameContent(one: ReportElement, other: ReportElement): boolean {
  return contentOf(one) === contentOf(other);
}

function contentOf(element: ReportElement): string {
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
