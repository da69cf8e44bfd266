import type { Finding, ListedPackage } from "./finding.ts";
import type { ImageFacts } from "./image.ts";
import type { ScanFacts } from "./scan.ts";
import type { Target } from "./target.ts";

/**
 * The data that processors add to a target, by key. Values must survive JSON, because a journal keeps them. A plugin adds its own keys by declaration merging:
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

/** A target with the data of the processors so far. Read it; never change it. */
export interface ScanRecord {
  readonly target: Target;
  readonly data: Readonly<Partial<ScanData>>;
}

/** Returned by a processor to end its target as skipped. */
export interface Skip {
  readonly skip: string;
  /** What was found out nevertheless: sinks get it. */
  readonly data?: Readonly<Partial<ScanData>>;
}

/** Ends a target as skipped, with the reason that the user will read, and what was found out nevertheless. */
export function skip(reason: string, data: Readonly<Partial<ScanData>> = {}): Skip {
  return { skip: reason, data };
}
