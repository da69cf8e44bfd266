import { listFlags } from "../flags/find_unknown_flags.ts";

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
  /** The flags that its help lists; only of a build without a number. */
  readonly listed?: ReadonlySet<string>;
  /** Flags that do not change findings, and that it does not know: `--disable-telemetry` before 0.63. */
  readonly missingFlags: readonly string[];
}

/** Something that Trivy came to do at some time. */
export interface Feature {
  /** The release that brought it: 49 for 0.49. */
  readonly since: number;
  /** A flag that came with it or later: how builds without a number are told apart. */
  readonly listed: string;
}

/** Whether a Trivy can do something. */
export function canDo({ version, listed }: Capabilities, feature: Feature): boolean {
  return version === undefined ? listed?.has(feature.listed) === true : isFrom(version, feature.since);
}

/** Whether a Trivy is certainly older than a release, by its number: 47 for 0.47. */
export function isBefore({ version }: Capabilities, minor: number): boolean {
  return version !== undefined && !isFrom(version, minor);
}

/** `--quiet`, unless this Trivy would then say nothing at all when it fails. */
export function listLogArguments({ printsErrorsWhenQuiet }: Capabilities): string[] {
  return printsErrorsWhenQuiet ? ["--quiet"] : [];
}

const PRIVACY_FLAGS = ["--skip-version-check", "--disable-telemetry"];

/** What a release can do, by its number. */
export function capabilitiesOfVersion(version: string): Capabilities {
  return {
    version,
    sharedDb: isFrom(version, 68),
    memoryBackend: isFrom(version, 53),
    server: isFrom(version, 40),
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
    // The other flag came with 0.37: before that, clients and servers have not been tried.
    server: has("--server") && has("--scanners"),
    refusesBrokenDb: has("--table-mode"),
    printsErrorsWhenQuiet: false,
    listed,
    missingFlags: PRIVACY_FLAGS.filter((flag) => !has(flag)),
  };
}

function isFrom(version: string, minor: number): boolean {
  const [major = 0, ofMajor = 0] = version.split(".").map(Number);
  return major > 0 || ofMajor >= minor;
}
