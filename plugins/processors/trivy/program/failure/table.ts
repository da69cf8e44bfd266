import type { FailureRow } from "../../../../lib/clients/programs/mod.ts";
import type { RunFailureCode } from "../../errors.ts";
import { NETWORK_TROUBLE } from "./network_trouble.ts";

/**
 * What Trivy's stderr can say, tested from top to bottom: more special texts stand above those that contain them.
 *
 * @see {@link https://trivy.dev/docs/latest/references/troubleshooting/}
 */
export const FAILURE_ROWS = [
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
    patterns: ["no space left on device", "disk quota exceeded", "file resize error"],
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
    patterns: ["could not parse reference", "failed to parse the image name"],
  },
  {
    code: "IMAGE_SCHEMA_1",
    patterns: [["unsupported mediatype", "distribution.manifest.v1+"], "manifest version 2, schema 1"],
  },
  {
    code: "NOT_AN_IMAGE",
    patterns: ["unsupported artifact type", "unsupported mediatype"],
  },
  {
    code: "IMAGE_ENCRYPTED",
    patterns: ["+encrypted"],
  },
  {
    code: "PLATFORM_NOT_FOUND",
    patterns: [
      ["no child with platform", " in index"],
      "no matching manifest for",
      "does not match the specified platform",
      "does not provide the specified platform",
      "no image found in image index for architecture",
    ],
  },
  {
    code: "REGISTRY_LOGIN",
    patterns: [["error getting credentials", "err: "], /exec: "docker-credential-[^\n]*executable file not found/],
  },
  {
    // Harbor's rules for a project, Artifactory's Xray and curation, and what the law forbids.
    code: "REGISTRY_POLICY",
    patterns: [
      "projectpolicyviolation",
      "cannot be pulled due to configured policy",
      "prevented from pulling",
      "download blocking policy",
      "packages curation",
      /unexpected status code (?:412|451)\b/,
      "412 precondition failed",
      "451 unavailable for legal reasons",
    ],
  },
  {
    // Some say so under a code that means a refusal otherwise: "DENIED: Rate exceeded" is ECR's.
    code: "REGISTRY_RATE_LIMITED",
    patterns: [
      "toomanyrequests",
      "too many requests",
      "you have reached your pull rate limit",
      "rate exceeded",
      "rate limit exceeded",
      "exceeded the rate limit",
      "quota exceeded for quota",
      /unexpected status(?: code)?:? 429\b/,
    ],
  },
  {
    // One request that got no answer, and not the time for the whole scan.
    code: "REGISTRY_UNREACHABLE",
    patterns: ["client.timeout exceeded", "timeout awaiting response headers", "request canceled while waiting"],
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
      /failed to analyze layer[^\n]*: (?:unexpected )?eof\b/,
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
    patterns: NETWORK_TROUBLE,
  },
  {
    code: "IMAGE_NOT_FOUND",
    patterns: ["no such image", "404 not found", 'unable to find the specified image "'],
  },
] as const satisfies readonly FailureRow<RunFailureCode>[];
