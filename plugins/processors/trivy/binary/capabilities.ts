/** What a Trivy can do, as far as scans are run differently because of it. */
export interface Capabilities {
  /** `0.68.2`; absent where the program does not know it. */
  readonly version?: string | undefined;
  /** Scans at the same time may share a cache folder, given a cache backend in memory: from 0.68. */
  readonly sharedDb: boolean;
  /** `--cache-backend memory`: from 0.53. */
  readonly memoryBackend: boolean;
  /** `trivy server`, and `trivy image --server` as its client: there since 0.30, tried from 0.40 on. */
  readonly server: boolean;
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
}

/** What a release can do, by its number. */
export function capabilitiesOfVersion(version: string): Capabilities {
  return {
    version,
    sharedDb: isFrom(version, 68),
    memoryBackend: isFrom(version, 53),
    server: isFrom(version, 40),
    refusesBrokenDb: isFrom(version, 60),
    printsErrorsWhenQuiet: true,
  };
}

/** What a build without a number can do, by the flags that `trivy image --help` lists. */
export function capabilitiesOfHelp(help: string): Capabilities {
  const has = (flag: string) => new RegExp(`^\\s+(?:-\\w, )?--${flag}\\b`, "m").test(help);
  return {
    sharedDb: has("cacert"),
    // The backend came with 0.53 and has no flag of its own; this one came with 0.54.
    memoryBackend: has("pkg-types"),
    // The other flag came with 0.37: before that, clients and servers have not been tried.
    server: has("server") && has("scanners"),
    refusesBrokenDb: has("table-mode"),
    printsErrorsWhenQuiet: false,
  };
}

function isFrom(version: string, minor: number): boolean {
  const [major = 0, ofMajor = 0] = version.split(".").map(Number);
  return major > 0 || ofMajor >= minor;
}
