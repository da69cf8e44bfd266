/**
 * Why a result may not be all there is: the target was scanned, and the scanner could not look at it as it should. A
 * target with caveats is done, and never clean.
 */
export interface Caveat {
  /** In capitals, the same for all targets that it holds for: `OS_END_OF_LIFE`. */
  readonly code: string;
  /** One sentence for people, about this target. */
  readonly message: string;
}

/** One look at a target: by whom, with what, when, and how far it can be trusted. */
export interface ScanFacts {
  readonly scanner: { readonly name: string; readonly version?: string };
  /** The database of vulnerabilities that it looked them up in. ISO 8601, UTC. */
  readonly database?: { readonly builtAt: string; readonly javaBuiltAt?: string };
  /**
   * `scan`: made by this run. `rematch`: what an earlier scan has seen in the target, matched by this run with its
   * database. `cache`: kept from an earlier one. `replay`: of the run that this one resumes.
   */
  readonly origin: "scan" | "cache" | "replay" | "rematch";
  /** ISO 8601, UTC. */
  readonly scannedAt: string;
  /** How often the scanner was started for it. */
  readonly attempts: number;
  readonly caveats: readonly Caveat[];
  /** The reference that the scanner was given, where it is not that of the target's image. */
  readonly scannedAs?: string;
  /** The key under which an earlier run kept the result. */
  readonly cacheKey?: string;
}

/** What of the data of a target says who looked at it. */
interface Scanned {
  readonly scans?: readonly ScanFacts[];
}

/** Why a target is not clean, whatever was found in it: the caveats of all its scans. */
export function caveatsOf({ scans = [] }: Scanned): readonly Caveat[] {
  return scans.flatMap(({ caveats }) => caveats);
}

/** Whether all scans of a target come from earlier runs. */
export function isCached({ scans = [] }: Scanned): boolean {
  return scans.length > 0 && scans.every(({ origin }) => origin === "cache");
}

/** Whether what earlier scans have seen in a target was matched by this run, and nothing was looked at again. */
export function isRematched({ scans = [] }: Scanned): boolean {
  return scans.length > 0 && scans.every(({ origin }) => origin === "rematch");
}
