import type { RunFailureCode } from "../errors.ts";

/** Text that Trivy prints, in lower case; of a list, all must be there. */
export type Pattern = string | readonly string[];

/** One class of failure and how it shows on stderr. What to tell the user stands in the error table, by code. */
export interface FailureClass {
  readonly code: RunFailureCode;
  readonly patterns: readonly Pattern[];
}

/**
 * What Trivy's stderr can say, tested from top to bottom: more special texts stand above those that contain them.
 *
 * @see {@link https://trivy.dev/docs/latest/references/troubleshooting/}
 */
export const FAILURE_CLASSES = [
  {
    code: "TRIVY_TOO_OLD",
    patterns: [
      "unknown flag: --",
      "unknown shorthand flag:",
      "flag provided but not defined: -",
      'unknown command "',
      "unsupported cache backend",
      "unknown cache type",
      ["invalid argument", '" for "--'],
      "trivy version is old. update to the latest version",
      "the version of db schema doesn't match",
    ],
  },
  {
    code: "TRIVY_CACHE_LOCKED",
    patterns: [
      "cache may be in use by another process",
      "vulnerability database may be in use by another process",
      "failed to acquire cache or database lock",
      "no locks available",
      ["unable to initialize fs cache", ": timeout"],
    ],
  },
  {
    code: "TRIVY_CACHE_CORRUPT",
    patterns: [
      "unable to open cache db",
      "pkg/cache.newfscache",
      ["unable to initialize fs cache", "invalid database"],
      ["unable to initialize fs cache", "checksum error"],
      ["unable to initialize fs cache", "version mismatch"],
      ["unable to initialize fs cache", "file size too small"],
      "layer cache missing: sha256:",
    ],
  },
  {
    code: "TRIVY_JAVA_DB",
    patterns: [
      "the first run cannot skip downloading java db",
      "'--skip-java-db-update' cannot be specified on the first run",
      "unable to initialize the java db",
      "java db metadata error",
      "java db open error",
    ],
  },
  {
    code: "DISK_FULL",
    patterns: ["no space left on device", "file resize error"],
  },
  {
    code: "TRIVY_DB_CORRUPT",
    patterns: [
      "the first run cannot skip downloading db",
      "cannot be specified on the first run",
      "error in vulnerability db initialize",
      "failed to open db",
      "db corrupted:",
      "invalid database",
      "checksum error",
      "version mismatch",
      "file size too small",
      "something wrong with db",
      "old schema version",
      "cannot be specified with the old db schema",
      "panic: assertion failed: page expected to be",
      "invalid freelist page",
      "unexpected fault address",
      "fatal error: fault",
      ["panic: ", "bbolt"],
      ["panic: ", "trivy-db/pkg/db"],
      ["signal sigbus", "bbolt"],
      ["signal sigsegv", "bbolt"],
      ["signal sigbus", "trivy-db/pkg/db"],
      ["signal sigsegv", "trivy-db/pkg/db"],
    ],
  },
  {
    code: "BAD_REFERENCE",
    patterns: ["could not parse reference", "failed to parse the image name", "unsupported artifact type"],
  },
  {
    code: "REGISTRY_RATE_LIMITED",
    patterns: ["toomanyrequests", "429 too many requests", "you have reached your pull rate limit"],
  },
  {
    code: "TIMEOUT",
    patterns: ["context deadline exceeded", "provide a higher timeout value", "increase --timeout value"],
  },
  {
    // A registry that names the missing thing knows; the same line may go on with a word on the login.
    code: "IMAGE_NOT_FOUND",
    patterns: ["manifest_unknown", "manifest unknown", "name_unknown"],
  },
  {
    code: "REGISTRY_AUTH",
    patterns: [
      "unauthorized",
      "authentication required",
      "denied: ",
      "no basic auth credentials",
      "403 forbidden",
      "the number of usernames and passwords must match",
    ],
  },
  {
    code: "DOCKER_PERMISSION",
    patterns: [
      "permission denied while trying to connect to the docker",
      ["docker error:", "connect: permission denied"],
    ],
  },
  {
    code: "DOCKER_UNAVAILABLE",
    patterns: ["cannot connect to the docker daemon"],
  },
  {
    code: "HOST_LIMIT",
    patterns: ["too many open files", "cannot allocate memory", "out of memory"],
  },
  {
    code: "IMAGE_CORRUPT",
    patterns: [
      ["failed to analyze layer", "unexpected eof"],
      ["failed to analyze layer", "invalid tar header"],
      ["failed to analyze layer", "gzip: invalid"],
      ["failed to analyze layer", "corrupt input"],
      "error verifying sha256 checksum",
      "error verifying size",
    ],
  },
  {
    code: "REGISTRY_UNKNOWN",
    patterns: ["no such host"],
  },
  {
    code: "REGISTRY_CERTIFICATE",
    patterns: ["x509:", "http: server gave http response to https client"],
  },
  {
    code: "REGISTRY_UNREACHABLE",
    patterns: [
      "connection refused",
      "server misbehaving",
      "i/o timeout",
      "tls handshake timeout",
      "client.timeout exceeded",
      "connection reset",
      "network is unreachable",
      "no route to host",
      "unexpected eof",
      "proxyconnect",
      "bad gateway",
      "service unavailable",
      "gateway timeout",
      "internal server error",
    ],
  },
  {
    code: "IMAGE_NOT_FOUND",
    patterns: ["no such image", "404 not found", 'unable to find the specified image "'],
  },
] as const satisfies readonly FailureClass[];
