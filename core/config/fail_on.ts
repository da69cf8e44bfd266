import { findSeverity, type Severity } from "../model/mod.ts";
import { isRecord } from "../services/values.ts";
import type { ScanConfig } from "./scan_config.ts";

/** What makes a run exit with 1 although it has finished. */
export interface FailOn {
  /** A finding at this severity or above. */
  readonly severity?: Severity | undefined;
  /** A target with a caveat: with any, or with one of these codes. */
  readonly caveats?: true | readonly string[] | undefined;
}

/** Reads `failOn` of a config whose shape is sound: a severity, or an object. */
export function readFailOn(failOn: ScanConfig["failOn"]): FailOn {
  const { severity, caveats = false } = isRecord(failOn) ? failOn : { severity: failOn };
  return { severity: findSeverity(severity), ...(caveats !== false && { caveats }) };
}
