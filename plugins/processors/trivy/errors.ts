import { defineErrors } from "../../../core/mod.ts";
import { pullErrors } from "../../lib/clients/registry/mod.ts";
import { storeErrors } from "../../lib/scanning/errors.ts";

/** What was being done and, where Trivy or the system says so, why it did not work. */
interface Trouble {
  /** `scan "nginx:1.27"`, `download the Java database`. */
  readonly doing: string;
  readonly reason?: string | undefined;
}

function because(cause: string) {
  return ({ doing, reason }: Trouble) => `Cannot ${doing}: ${cause}${reason === undefined ? "" : ` (${reason})`}`;
}

/** The errors of the processor `trivy`. */
export const trivyError = defineErrors({
  ...pullErrors,
  TRIVY_NOT_FOUND: {
    message: (d: { reason: string }) => d.reason,
    hint: "Install Trivy (https://trivy.dev/docs/latest/getting-started/installation/) so that `trivy` is on PATH, or set the option `binary` or TRIVY_BINARY to its path",
    usage: true,
  },
  TRIVY_NOT_KNOWN: {
    message: (d: { image: string }) => `Cannot match "${d.image}" again: not all that it takes is kept`,
    hint: "Scan it: a run keeps what is needed. `scan rematch --verbose` says what is missing",
  },
  TRIVY_COMPROMISED: {
    message: (d: { path: string; version: string }) =>
      `The Trivy at "${d.path}" is the compromised release ${d.version}`,
    hint: "Remove it, install another release, and rotate every secret that this machine could reach while it was there (CVE-2026-33634)",
    usage: true,
  },
  TRIVY_UNUSABLE: {
    message: (d: { path: string; reason: string }) => `The Trivy at "${d.path}" cannot be used: ${d.reason}`,
    hint: "Run `trivy version --format json` by hand; if that does not print a version, install Trivy again",
    usage: true,
  },
  TRIVY_PARALLEL: {
    message: (d: { parallel: string; needs: string; version: string }) =>
      `The option parallel: "${d.parallel}" needs Trivy ${d.needs} or later; this one is ${d.version} and would lose images or findings`,
    hint: 'Leave the option out, or set it to "isolated"',
    usage: true,
  },
  TRIVY_REMATCH: {
    message: (d: { image: string; count: string }) =>
      `${d.count} of this run may have wrong results: they were matched again without a scan, which has failed its check with "${d.image}"`,
    hint: "Run it again: each image is then scanned",
    fatal: true,
  },
  TRIVY_OPTION: {
    message: (d: { lacking: string; version: string }) =>
      `This Trivy, ${d.version}, does not support these options: ${d.lacking}`,
    hint: "Install a newer Trivy, or leave these options out",
    usage: true,
  },
  TRIVY_CACHE_UNWRITABLE: {
    message: (d: { path: string; reason: string }) => `Cannot store Trivy's databases in "${d.path}": ${d.reason}`,
    hint: "Correct the folder's permissions, or name another folder with the option `cacheDir`",
    usage: true,
  },
  TRIVY_TEMP_FOLDER: {
    message: (d: { path: string; reason: string }) => `Cannot use the temporary folder "${d.path}": ${d.reason}`,
    hint: "Set TMPDIR to a writable folder with free space",
    usage: true,
  },
  TRIVY_DB_MISSING: {
    message: (d: { database: string; path: string; reason: string }) =>
      `There is no usable ${d.database} database in "${d.path}", and the option offline forbids a download: ${d.reason}`,
    hint: "Run once without the option `offline`, or copy the database there from another machine",
    usage: true,
  },
  TRIVY_DB_STALE: {
    message: (d: { database: string; age: string; reason: string }) =>
      `The ${d.database} database is out of date (${d.age} old) and cannot be refreshed: ${d.reason}`,
    hint: "Check the network, name a mirror with the option `dbRepository`, or leave out `strict` to scan with the old one",
    usage: true,
  },
  TRIVY_DB_DOWNLOAD: {
    message: (d: { database: string; attempts: string }) => `Cannot download the ${d.database} database: ${d.attempts}`,
    hint: ({ database }: { database: string; attempts: string }) =>
      database === "Java"
        ? "Without it, images with Java archives fail. Check the network and the proxy settings, or name a mirror with the option `javaDbRepository` (or TRIVY_JAVA_DB_REPOSITORY)"
        : "Check the network and the proxy settings, or name a mirror with the option `dbRepository` (or TRIVY_DB_REPOSITORY)",
    retryable: true,
  },
  TRIVY_DB_CORRUPT: {
    message: because("the vulnerability database is missing or broken"),
    hint: "Remove the folders db and fanal in the cache folder and run again",
    retryable: true,
  },
  TRIVY_JAVA_DB: {
    message: because("the image holds Java archives and there is no usable Java database"),
    hint: "Check that the Java database can be downloaded, or name a mirror with the option `javaDbRepository` (or TRIVY_JAVA_DB_REPOSITORY)",
  },
  TRIVY_CACHE_LOCKED: {
    message: because("another process holds Trivy's cache"),
    hint: "End other Trivy processes that use this cache folder, or name another folder with the option `cacheDir`",
    retryable: true,
  },
  TRIVY_CACHE_CORRUPT: {
    message: because("Trivy's layer cache is broken"),
    hint: "Remove the folder fanal in the cache folder and run again",
    retryable: true,
  },
  TRIVY_TOO_OLD: {
    message: because("this Trivy is too old"),
    hint: "Install a newer Trivy; 0.68 or later is best",
  },
  TRIVY_CRASHED: {
    message: because("Trivy crashed"),
    hint: "Try again; if it happens each time, scan the image by hand with --debug and report it to Trivy",
    retryable: true,
  },
  TRIVY_SERVER: {
    message: because("Trivy's server does not work"),
    hint: 'Run again, or set the option `parallel` to "isolated" to do without a server',
    retryable: true,
  },
  TRIVY_REPORT_INVALID: {
    message: because("Trivy succeeded, but its report cannot be used"),
    hint: "Check the free disk space and the Trivy version",
    retryable: true,
  },
  TRIVY_REPORT_TOO_LARGE: {
    message: because("its report is larger than this process can hold"),
    hint: "Give Node.js more memory (NODE_OPTIONS=--max-old-space-size=8192, in MB), scan with fewer jobs, or report fewer severities (`severity=`)",
  },
  TRIVY_SILENT: {
    message: because("it failed without a message, and no cause was found"),
    hint: "Run `trivy image --debug` on it by hand",
    retryable: true,
  },
  TRIVY_FAILED: {
    message: because("Trivy failed"),
    hint: "Run `trivy image --debug` on it by hand to see more",
  },
  IMAGE_CORRUPT: {
    message: because("a layer of the image is incomplete or damaged"),
    hint: "Push the image again; if it happens to several images, a proxy or the network cuts downloads off",
    retryable: true,
  },
  BAD_REFERENCE: {
    message: because("this is not an image reference"),
    hint: "Write it as [registry/]repository[:tag][@digest], in lower case",
  },
  DOCKER_PERMISSION: {
    message: because("Docker refuses access to its socket"),
    hint: "Add the user to the group docker, or run as a user that may use Docker",
  },
  DOCKER_UNAVAILABLE: {
    message: because("the Docker daemon cannot be reached"),
    hint: "Start Docker, or check DOCKER_HOST",
    retryable: true,
  },
  TIMEOUT: {
    message: because("it took longer than allowed"),
    hint: "Raise the option `timeout`",
    retryable: true,
  },
  DISK_FULL: {
    message: because("the disk is full"),
    hint: "Free some space in the cache folder and in TMPDIR, or scan with fewer jobs",
    retryable: true,
  },
  ...storeErrors,
  HOST_LIMIT: {
    message: because("this machine ran out of memory or of open files"),
    hint: "Scan with fewer jobs, or raise the limits (`ulimit -n`, the memory of the machine or its container)",
    retryable: true,
  },
});

/** A code of {@linkcode trivyError} that a run of Trivy can end in. */
export type RunFailureCode =
  | "TRIVY_DB_CORRUPT"
  | "TRIVY_JAVA_DB"
  | "TRIVY_CACHE_LOCKED"
  | "TRIVY_CACHE_CORRUPT"
  | "TRIVY_TOO_OLD"
  | "TRIVY_CRASHED"
  | "TRIVY_FAILED"
  | "IMAGE_NOT_FOUND"
  | "IMAGE_CORRUPT"
  | "IMAGE_ENCRYPTED"
  | "IMAGE_SCHEMA_1"
  | "NOT_AN_IMAGE"
  | "PLATFORM_NOT_FOUND"
  | "BAD_REFERENCE"
  | "REGISTRY_AUTH"
  | "REGISTRY_LOGIN"
  | "REGISTRY_POLICY"
  | "REGISTRY_RATE_LIMITED"
  | "REGISTRY_UNKNOWN"
  | "REGISTRY_CERTIFICATE"
  | "REGISTRY_UNREACHABLE"
  | "DOCKER_PERMISSION"
  | "DOCKER_UNAVAILABLE"
  | "TIMEOUT"
  | "DISK_FULL"
  | "HOST_LIMIT";
