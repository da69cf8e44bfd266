import { ZERO_DATE } from "./contents.ts";
import type { ManifestState } from "./state.ts";

/** How scans go; where nobody has written down what a real DTR does, both ways can be played. */
export interface ScanCourse {
  /** What the looks at a tag see after a scan was asked for, one each. @default {[3, 2, 4, 5, 6]} */
  readonly statuses?: readonly number[];
  /** What becomes of the date of the last check while a scan is under way. @default {"kept"} */
  readonly dateMeanwhile?: "kept" | "zero";
  /** What a finished scan finds. @default {{ critical: 1, major: 2, minor: 3 }} */
  readonly findings?: { readonly critical: number; readonly major: number; readonly minor: number };
}

/** Begins a scan. One that is under way begins again. */
export function beginScan(manifest: ManifestState, { statuses = [3, 2, 4, 5, 6], dateMeanwhile }: ScanCourse): void {
  manifest.scan ??= { status: 0, completedAt: ZERO_DATE, shouldRescan: false, critical: 0, major: 0, minor: 0 };
  if (dateMeanwhile === "zero") manifest.scan.completedAt = ZERO_DATE;
  manifest.upcoming = [...statuses];
}

/** Takes a scan that is under way one step further: each look at a tag does. */
export function advanceScan(manifest: ManifestState, { findings }: ScanCourse): void {
  const status = manifest.upcoming.shift();
  if (status === undefined || manifest.scan === undefined) return;
  manifest.scan.status = status;
  if (manifest.upcoming.length > 0) return;
  Object.assign(manifest.scan, { completedAt: new Date().toISOString(), shouldRescan: false });
  if (status === 6) Object.assign(manifest.scan, findings ?? { critical: 1, major: 2, minor: 3 });
}

/** Takes a scan that is under way to its end. */
export function finishScan(manifest: ManifestState, course: ScanCourse): void {
  while (manifest.upcoming.length > 0) advanceScan(manifest, course);
}
