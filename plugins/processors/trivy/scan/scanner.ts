import { isScanError, toReason } from "../../../../core/mod.ts";
import { trivyError } from "../errors.ts";
import type { TrivyReport } from "../result/schema.ts";
import type { Lanes } from "./lanes.ts";
import { type RunScanOptions, runScan, type ScanImage } from "./run_scan.ts";

/** What all scans of a run share. */
export interface ScannerOptions extends Omit<RunScanOptions, "lane" | "signal"> {
  readonly lanes: Lanes;
  /** Downloads the Java database, once for the run. */
  readonly prepareJavaDb: () => Promise<void>;
}

/** Scans one image. */
export type Scanner = (target: ScanImage, signal: AbortSignal) => Promise<TrivyReport>;

/**
 * Makes the scanner of one run. The Java database is large and most images do without it, so it is downloaded when
 * the first image asks for it, once for all, and that image is scanned again.
 */
export function createScanner({ lanes, prepareJavaDb, ...options }: ScannerOptions): Scanner {
  let javaDb: Promise<void> | undefined;
  const scan: Scanner = (target, signal) => lanes.use((lane) => runScan(target, { ...options, lane, signal }));

  return async (target, signal) => {
    try {
      return await scan(target, signal);
    } catch (error) {
      if (!isScanError(error) || error.code !== "TRIVY_JAVA_DB") throw error;
    }
    javaDb ??= prepareJavaDb();
    try {
      await javaDb;
    } catch (error) {
      if (isScanError(error) && error.code === "ABORTED") throw error;
      const reason = toReason(error);
      throw trivyError("TRIVY_JAVA_DB", { doing: `scan "${target.image}"`, reason }, { cause: error });
    }
    return scan(target, signal);
  };
}
