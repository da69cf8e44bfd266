import type { Finding, ListedPackage } from "./finding.ts";
import type { ImageFacts } from "./image.ts";
import type { ScanFacts } from "./scan.ts";
import type { Target } from "./target.ts";

/**
 * What processors add to a target, by key: values that JSON can hold, for a journal does. A plugin adds its own keys by declaration merging:
 *
 * @example
 * ```ts
 * declare module "hullscan" {
 *   interface ScanData {
 *     readonly owner: string;
 *   }
 * }
 * ```
 */
export interface ScanData {
  /** What the scanner found. Absent as long as nothing has scanned the target. */
  readonly findings: readonly Finding[];
  /** All packages that a scanner saw. Absent unless a sink of the pipeline wants them, for they are many. */
  readonly packages: readonly ListedPackage[];
  /** Who looked at the target, and how far that can be trusted. One entry for each scanner. */
  readonly scans: readonly ScanFacts[];
  /** The image to scan, and what is known of it. Facts about one reference are joined; another reference replaces it. */
  readonly image: ImageFacts;
  /** What came of the target, in a few words for people, where that is not findings: `a scan is requested`. */
  readonly note: string;
}

/** A target with the data that the processors before have added. Read it; never change it. */
export interface ScanRecord {
  readonly target: Target;
  readonly data: Readonly<Partial<ScanData>>;
}

/** A processor's word that this target needs no more work. */
export interface Skip {
  readonly skip: string;
  /** What was found out nevertheless: sinks get it. */
  readonly data?: Readonly<Partial<ScanData>>;
}

/** Ends a target as skipped, with the reason that the user will read, and what was found out nevertheless. */
export function skip(reason: string, data: Readonly<Partial<ScanData>> = {}): Skip {
  return { skip: reason, data };
}
