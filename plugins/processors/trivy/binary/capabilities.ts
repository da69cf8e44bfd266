import { listFlags } from "../flags/find_unknown_flags.ts";

/** What a Trivy can do, as far as scans are run differently because of it. */
export interface Capabilities {
  /** `0.68.2`; absent where the program does not know it. */
  readonly version?: string | undefined;
  /** Scans at the same time may share a cache folder, given a cache backend in memory: from 0.68. */
  readonly sharedDb: boolean;
  /** `--cache-backend memory`: from 0.53. */
  readonly memoryBackend: boolean;
  /**
   * A broken database makes the scan fail: from 0.60. Before, it could be replaced by an empty one, and the image
   * looked clean.
   */
  readonly refusesBrokenDb: boolean;
  /**
   * Errors are printed in spite of `--quiet`. Builds of others have been seen with a main program that drops the
   * last line, so that `--quiet` hides all that they have to say.
   */
  readonly printsErrorsWhenQuiet: boolean;
  /** Flags that do not change findings, and that it does not know: `--disable-telemetry` before 0.63. */
  readonly missingFlags: readonly string[];
}

const PRIVACY_FLAGS = ["--skip-version-check", "--disable-telemetry"];

/** What a release can do, by its number. */
export function capabilitiesOfVersion(version: string): Capabilities {
  return {
    version,
    sharedDb: isFrom(version, 68),
    memoryBackend: isFrom(version, 53),
    refusesBrokenDb: isFrom(version, 60),
    printsErrorsWhenQuiet: true,
    missingFlags: isFrom(version, 63) ? [] : PRIVACY_FLAGS,
  };
}

/** What a build without a number can do, by the flags that `trivy image --help` lists. */
export function capabilitiesOfHelp(help: string): Capabilities {
  const listed = listFlags(help);
  const has = (flag: string) => listed.has(flag);
  return {
    sharedDb: has("--cacert"),
    // The backend came with 0.53 and has no flag of its own; this one came with 0.54.
    memoryBackend: has("--pkg-types"),
    refusesBrokenDb: has("--table-mode"),
    printsErrorsWhenQuiet: false,
    missingFlags: PRIVACY_FLAGS.filter((flag) => !has(flag)),
  };
}

function isFrom(version: string, minor: number): boolean {
  const [major = 0, ofMajor = 0] = version.split(".").map(Number);
  return major > 0 || ofMajor >= minor;
}
