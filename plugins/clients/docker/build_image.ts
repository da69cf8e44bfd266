import { coreError, type ExecResult, type ScanError } from "../../../core/mod.ts";
import { classify } from "./classify.ts";
import type { Docker } from "./docker.ts";
import { dockerError } from "./errors.ts";
import { findEssentialLine, toLastLines, toLogLines } from "./log_text.ts";

/** So much of the log is kept: the layers that the legacy builder made are found in it. */
const KEEP_BYTES = 8_388_608;

/** The legacy builder was about to use a layer that was removed together with the last image upon it. */
const LOST_LAYER = /no such image: sha256:|unknown parent image id|layer does not exist/i;

/** One image to build. */
export interface BuildRequest {
  /** What messages call the build: the Dockerfile, as the user wrote it. */
  readonly name: string;
  /** The folder that is sent to the daemon. */
  readonly context: string;
  /** The Dockerfile's name in that folder. */
  readonly file: string;
  readonly tag: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly buildArgs?: Readonly<Record<string, string>> | undefined;
  readonly platform?: string | undefined;
  readonly noCache?: boolean;
  /** In words, for messages: `30m`. */
  readonly timeout: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Told what a build printed, however it ended; twice where it had to be begun again. */
  readonly onLog?: (log: string) => void;
}

/**
 * Builds an image, with whichever builder Docker takes. Not with `--quiet`: the log of a build that was stopped would be
 * lost, and with it what the legacy builder left behind and where a build that took too long stood.
 *
 * @throws {ScanError} BUILD_FAILED, BUILD_TIMEOUT, BASE_IMAGE, DISK_FULL, BUILDX_MISSING, BUILDKIT_NEEDED,
 * DOCKER_UNAVAILABLE, DOCKER_PERMISSION, ABORTED
 */
export async function buildImage(docker: Docker, request: BuildRequest): Promise<void> {
  const { context: cwd, timeoutMs, signal, onLog } = request;
  const options = { cwd, timeoutMs, keepBytes: KEEP_BYTES, ...(signal && { signal }) };
  let result = await docker.run(toArguments(request), options);
  if (result.exitCode !== 0 && LOST_LAYER.test(result.stderr)) {
    onLog?.(result.stdout);
    result = await docker.run(toArguments(request), options);
  }
  onLog?.(result.stdout);
  if (result.failed) throw toBuildError(result, request);
}

/** The arguments of `docker build`. Only those that both builders and all versions know. */
function toArguments(request: BuildRequest): readonly string[] {
  const { file, tag, labels, buildArgs = {}, platform, noCache = false } = request;
  return [
    "build",
    // A name that begins with a dash is meant as a name; `-` alone would be stdin.
    ...["-f", file.startsWith("-") ? `./${file}` : file, "-t", tag],
    "--force-rm",
    ...(noCache ? ["--no-cache"] : []),
    ...(platform === undefined ? [] : ["--platform", platform]),
    ...toPairs(labels).flatMap((pair) => ["--label", pair]),
    ...toPairs(buildArgs).flatMap((pair) => ["--build-arg", pair]),
    ".",
  ];
}

function toPairs(values: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(values).map(([name, value]) => `${name}=${value}`);
}

function toBuildError(result: ExecResult, { name, timeout }: BuildRequest): ScanError {
  const doing = `build "${name}"`;
  const { aborted, timedOut, spawnError, stdout, stderr, exitCode } = result;
  if (aborted) return coreError("ABORTED", { reason: `"${name}" was being built` });
  const lines = [...toLogLines(stdout), ...toLogLines(stderr)];
  const log = toLastLines(lines);
  if (timedOut) return dockerError("BUILD_TIMEOUT", { doing, reason: `more than ${timeout}`, log });
  if (spawnError !== undefined) return dockerError("DOCKER_FAILED", { doing, reason: spawnError });
  const told = classify(stderr);
  if (told !== undefined) return dockerError(told.code, { doing, reason: told.reason, log });
  const reason = findEssentialLine(lines) ?? `it ended with exit code ${exitCode} and said nothing`;
  return dockerError("BUILD_FAILED", { doing, reason, log });
}
