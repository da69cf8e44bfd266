import { isScanError, type ScanError } from "../../../../core/mod.ts";
import { isSame, type SoundDatabases } from "../databases/sound_databases.ts";
import { trivyError } from "../errors.ts";
import type { Isolation, Slot } from "../isolation/isolation.ts";
import type { Recording } from "../replay/recorder/recording_scan.ts";
import type { TrivyReport } from "../report/schema.ts";
import { type RunScanOptions, runScan, type ScanImage } from "./run_scan.ts";

/** What a checked scan is run with. */
export interface CheckedScanOptions extends Omit<RunScanOptions, "slot"> {
  readonly isolation: Isolation;
  readonly soundDatabases: SoundDatabases;
}

/** A report that can be trusted. */
export interface CheckedReport {
  readonly report: TrivyReport;
  /** Which databases it was made with, as a `DbSnapshot` says it. */
  readonly databases: readonly string[];
  /** What was recorded of it, where anything is. */
  readonly recording?: Recording | undefined;
}

/** A database that is replaced again and again while it is read is not a sound one. */
const MAX_SCANS = 3;

/**
 * Scans one image, and takes the report for a result only where the databases were sound before and after. A scan cache
 * that may have got something from another database is given up.
 *
 * @throws {ScanError} TRIVY_DB_CORRUPT where they were not, and as {@linkcode runScan}
 */
export async function runCheckedScan(target: ScanImage, options: CheckedScanOptions): Promise<CheckedReport> {
  for (let scans = 1; scans <= MAX_SCANS; scans++) {
    const scanned = await options.isolation.use((slot) => scanOnce(target, slot, options));
    if (scanned !== undefined) return scanned;
  }
  throw toDamage(target.image, "the databases are being replaced all the time");
}

/** The report, or nothing where the databases were replaced by others, as sound, meanwhile. */
async function scanOnce(
  target: ScanImage,
  slot: Slot,
  options: CheckedScanOptions,
): Promise<CheckedReport | undefined> {
  const inspect = () => options.soundDatabases.inspect(slot.cacheDir);
  const before = await inspect();
  if (before.problem !== undefined) throw toDamage(target.image, before.problem);
  // Replaced while nobody looked.
  if (await slot.refresh?.()) return undefined;
  let report: TrivyReport;
  try {
    report = await runScan(target, { ...options, slot });
  } catch (error) {
    if (isScanError(error) && error.code === "ABORTED") throw error;
    const { problem } = await inspect();
    const isCacheBroken = isScanError(error) && error.code === "TRIVY_CACHE_CORRUPT";
    if (problem !== undefined || isCacheBroken) await slot.forgetScans();
    throw problem === undefined ? error : toDamage(target.image, problem);
  }
  const after = await inspect();
  if (after.problem === undefined && isSame(before, after)) {
    return { report, databases: after.contents, recording: await slot.takeRecording?.() };
  }
  await slot.forgetScans();
  if (after.problem !== undefined) throw toDamage(target.image, after.problem);
  return undefined;
}

function toDamage(image: string, reason: string): ScanError {
  return trivyError("TRIVY_DB_CORRUPT", { doing: `scan "${image}"`, reason });
}
