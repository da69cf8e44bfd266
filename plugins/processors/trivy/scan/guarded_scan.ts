import { rm } from "node:fs/promises";
import { join } from "node:path";
import { isScanError, type ScanError } from "../../../../core/mod.ts";
import { type DbGuard, isSame } from "../db/guard.ts";
import { trivyError } from "../errors.ts";
import type { TrivyReport } from "../result/schema.ts";
import type { Lanes } from "./lanes.ts";
import { type RunScanOptions, runScan, type ScanImage } from "./run_scan.ts";

/** What a guarded scan is run with. */
export interface GuardedScanOptions extends Omit<RunScanOptions, "cacheDir"> {
  readonly lanes: Lanes;
  readonly guard: DbGuard;
}

/** A database that is replaced again and again while it is read is not a sound one. */
const MAX_SCANS = 3;

/**
 * Scans one image, and takes the report for a result only where the databases were sound before and after.
 *
 * @throws {ScanError} TRIVY_DB_CORRUPT where they were not, and as {@linkcode runScan}
 */
export function guardedScan(target: ScanImage, options: GuardedScanOptions): Promise<TrivyReport> {
  const { lanes, guard } = options;
  return lanes.use(async (cacheDir) => {
    if ((await guard.look(cacheDir)).problem !== undefined) await guard.renewCopy(cacheDir);
    for (let scans = 1; ; scans++) {
      const before = await guard.look(cacheDir);
      if (before.problem !== undefined) throw toDamage(target.image, before.problem);
      const report = await runScan(target, { ...options, cacheDir }).catch(async (error: unknown) => {
        throw await withoutTaint(error, { image: target.image, cacheDir, guard });
      });
      const after = await guard.look(cacheDir);
      if (after.problem === undefined && isSame(before, after)) return report;
      await forgetScans(cacheDir);
      if (after.problem !== undefined) throw toDamage(target.image, after.problem);
      if (scans === MAX_SCANS) throw toDamage(target.image, "the databases are being replaced all the time");
    }
  });
}

/** A scan with a broken database leaves what it did not find in Trivy's cache. */
function forgetScans(cacheDir: string): Promise<void> {
  return rm(join(cacheDir, "fanal"), { recursive: true, force: true });
}

/** Tells a failure for what it is, where a database has changed under the scan. */
async function withoutTaint(
  error: unknown,
  { image, cacheDir, guard }: { image: string; cacheDir: string; guard: DbGuard },
): Promise<unknown> {
  if (isScanError(error) && error.code === "ABORTED") return error;
  const { problem } = await guard.look(cacheDir);
  const isDamaged = problem !== undefined || (isScanError(error) && error.code === "TRIVY_CACHE_CORRUPT");
  if (isDamaged) await forgetScans(cacheDir);
  return problem === undefined ? error : toDamage(image, problem);
}

function toDamage(image: string, reason: string): ScanError {
  return trivyError("TRIVY_DB_CORRUPT", { doing: `scan "${image}"`, reason });
}
