import { isScanError, type ScanError } from "../../../../core/mod.ts";
import { type DbGuard, isSame } from "../databases/guard.ts";
import { trivyError } from "../errors.ts";
import type { Lane, Lanes } from "../isolation/lanes.ts";
import type { TrivyReport } from "../report/schema.ts";
import { type RunScanOptions, runScan, type ScanImage } from "./run_scan.ts";

/** What a guarded scan is run with. */
export interface GuardedScanOptions extends Omit<RunScanOptions, "lane"> {
  readonly lanes: Lanes;
  readonly guard: DbGuard;
}

/** A report that can be trusted. */
export interface GuardedReport {
  readonly report: TrivyReport;
  /** Which databases it was made with, as a `Sight` tells it. */
  readonly databases: readonly string[];
}

/** A database that is replaced again and again while it is read is not a sound one. */
const MAX_SCANS = 3;

/**
 * Scans one image, and takes the report for a result only where the databases were sound before and after. A scan cache
 * that may have got something from another database is given up.
 *
 * @throws {ScanError} TRIVY_DB_CORRUPT where they were not, and as {@linkcode runScan}
 */
export async function guardedScan(target: ScanImage, options: GuardedScanOptions): Promise<GuardedReport> {
  for (let scans = 1; scans <= MAX_SCANS; scans++) {
    const scanned = await options.lanes.use((lane) => scanOnce(target, lane, options));
    if (scanned !== undefined) return scanned;
  }
  throw toDamage(target.image, "the databases are being replaced all the time");
}

/** The report, or nothing where the databases were replaced by others, as sound, meanwhile. */
async function scanOnce(
  target: ScanImage,
  lane: Lane,
  options: GuardedScanOptions,
): Promise<GuardedReport | undefined> {
  const look = () => options.guard.look(lane.cacheDir);
  const before = await look();
  if (before.problem !== undefined) throw toDamage(target.image, before.problem);
  // Replaced while nobody looked.
  if (await lane.refresh?.()) return undefined;
  let report: TrivyReport;
  try {
    report = await runScan(target, { ...options, lane });
  } catch (error) {
    if (isScanError(error) && error.code === "ABORTED") throw error;
    const { problem } = await look();
    const isCacheBroken = isScanError(error) && error.code === "TRIVY_CACHE_CORRUPT";
    if (problem !== undefined || isCacheBroken) await lane.forgetScans();
    throw problem === undefined ? error : toDamage(target.image, problem);
  }
  const after = await look();
  if (after.problem === undefined && isSame(before, after)) return { report, databases: after.contents };
  await lane.forgetScans();
  if (after.problem !== undefined) throw toDamage(target.image, after.problem);
  return undefined;
}

function toDamage(image: string, reason: string): ScanError {
  return trivyError("TRIVY_DB_CORRUPT", { doing: `scan "${image}"`, reason });
}
