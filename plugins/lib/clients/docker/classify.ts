import { type FailureRow, findFailureRow } from "../programs/mod.ts";
import type { DockerFailureCode } from "./errors.ts";
import { toLogLines, toReason } from "./log_text.ts";

/** The class of a failure and the line that shows it. */
export interface Classified {
  readonly code: DockerFailureCode;
  readonly reason: string;
}

/** What a step of a build prints stands behind the step's number, and says nothing of Docker itself. */
const STEP_OUTPUT = /^#\d+ /;

/** Finds out why the docker command failed from its stderr; nothing where it says nothing that is known. */
export function classify(stderr: string): Classified | undefined {
  const lines = toLogLines(stderr).filter((line) => !STEP_OUTPUT.test(line));
  const match = findFailureRow(
    FAILURE_ROWS,
    lines.map((line) => line.toLowerCase()),
  );
  return match && { code: match.code, reason: toReason(lines[match.index] ?? "") };
}

/** Flags of instructions that only BuildKit knows, and some only a newer one. */
const BUILDKIT_FLAGS = [
  ...["mount", "network", "security", "device"],
  ...["link", "chmod", "parents", "exclude", "checksum", "keep-git-dir", "unpack"],
  "start-interval",
];

/**
 * What the docker command says when it fails, tested from top to bottom: a refused socket is also one that cannot be
 * connected to.
 *
 * @see {@link https://docs.docker.com/engine/daemon/troubleshoot/}
 */
export const FAILURE_ROWS = [
  {
    code: "DOCKER_PERMISSION",
    patterns: [
      "permission denied while trying to connect to the docker",
      ["dial unix", "connect: permission denied"],
      "got permission denied while trying to connect",
    ],
  },
  {
    code: "DOCKER_SETTINGS",
    patterns: [
      "unable to parse docker host",
      "unable to resolve docker endpoint",
      "failed to initialize: ",
      ["client version", "is too new"],
      ["client version", "is too old"],
      "specify only one -h",
      "error loading config file",
      ["error getting credentials", "err: "],
      "invalid bind address format",
    ],
  },
  {
    code: "DOCKER_UNAVAILABLE",
    patterns: [
      "cannot connect to the docker daemon",
      "failed to connect to the docker api",
      "error during connect:",
      "docker daemon is not running",
      "is the docker daemon running",
      "docker desktop is unable to start",
    ],
  },
  {
    code: "BUILDX_MISSING",
    patterns: ["buildkit is enabled but the buildx component is missing or broken"],
  },
  {
    code: "BUILDKIT_NEEDED",
    patterns: [
      ["the --", "option requires buildkit"],
      ...BUILDKIT_FLAGS.map((flag) => ["dockerfile parse error", `unknown flag: ${flag}`]),
      ...BUILDKIT_FLAGS.map((flag) => ["dockerfile parse error", `unknown flag: --${flag}`]),
    ],
  },
  {
    code: "DISK_FULL",
    patterns: ["no space left on device", "disk quota exceeded"],
  },
  {
    code: "BASE_IMAGE",
    patterns: [
      "toomanyrequests",
      ["failed to solve: ", "rate exceeded"],
      ["error response from daemon: ", "rate exceeded"],
      ["failed to solve: ", ": eof"],
      ["error response from daemon: ", ": eof"],
      ["failed to solve: ", "unexpected status from "],
      ["failed to solve: ", "failed to copy: "],
      "error pulling image configuration: ",
      "download failed after attempts=",
      "pull access denied for",
      ["manifest for", "not found"],
      "manifest unknown",
      "failed to resolve source metadata for",
      "failed to do request:",
      ['get "http', "/v2/"],
      ['head "http', "/v2/"],
      "requested access to the resource is denied",
      "no matching manifest for",
      "was found but does not match the specified platform",
      "does not provide the specified platform",
    ],
  },
] as const satisfies readonly FailureRow<DockerFailureCode>[];
