import { join } from "node:path";
import { coreError, type ExecResult, loadFile } from "../../../../core/kit.ts";
import type { ScanError } from "../../../../core/mod.ts";
import { findBuildKitNeed, isOfLegacyBuilder } from "./buildkit_need.ts";
import { classify } from "./classify.ts";
import type { Docker } from "./docker.ts";
import { dockerError } from "./errors.ts";
import { findEssentialLine, toLastLines, toLogLines } from "./log_text.ts";

/** So much of the log is kept: the layers that the legacy builder made are found in it. */
const KEEP_BYTES = 8_388_608;

const MAX_DOCKERFILE_BYTES = 1_048_576;

/** A build was about to use what was removed meanwhile: by the clean-up of another run, or by `docker system prune`. */
const LOST_LAYER = new RegExp(
  [
    "no such image: sha256:",
    "failed to get digest sha256:",
    "unknown parent image id",
    "failed to set parent sha256:",
    "failed to export image",
    "layer does not exist",
    "failed to get layer",
    "parent snapshot .* does not exist",
    "content digest .*not found",
    "unable to find image .*sha256:",
    "no such container: ",
  ].join("|"),
  "i",
);

/** How often a build is begun: the last time without the cache, so that it finds nothing that could be removed. */
const MAX_BUILDS = 4;

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
  /** Told what a build printed, however it ended; several times where it had to be begun again. */
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
  for (let count = 1, leftMs = timeoutMs; ; count += 1) {
    const args = toArguments(count < MAX_BUILDS ? request : { ...request, noCache: true });
    const options = { cwd, timeoutMs: leftMs, keepBytes: KEEP_BYTES, ...(signal && { signal }) };
    const result = await docker.run(args, options);
    onLog?.(result.stdout);
    if (!result.failed) return checkHeredocs(result, request);
    leftMs -= result.durationMs;
    if (count === MAX_BUILDS || leftMs <= 0 || !hasLostLayer(result)) throw await toBuildError(result, request);
  }
}

/** Since Docker 23 the legacy builder passes over the lines of a heredoc, and says that all is well. */
async function checkHeredocs(result: ExecResult, request: BuildRequest): Promise<void> {
  if (!isOfLegacyBuilder(result.stdout)) return;
  const reason = await findNeed(result, request);
  if (reason === undefined) return;
  const passedOver = `the legacy builder passed over the heredoc of ${reason}`;
  throw dockerError("BUILDKIT_NEEDED", { doing: `build "${request.name}"`, reason: passedOver });
}

async function findNeed(result: ExecResult, { context, file, buildArgs }: BuildRequest): Promise<string | undefined> {
  const dockerfile = await loadFile(join(context, file), { maxBytes: MAX_DOCKERFILE_BYTES }).catch(() => undefined);
  return dockerfile && findBuildKitNeed(result, { dockerfile: dockerfile.toString(), buildArgs });
}

function hasLostLayer({ exitCode, stderr }: ExecResult): boolean {
  return exitCode !== undefined && LOST_LAYER.test(stderr) && classify(stderr) === undefined;
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

async function toBuildError(result: ExecResult, request: BuildRequest): Promise<ScanError> {
  const { name, timeout } = request;
  const doing = `build "${name}"`;
  const { aborted, timedOut, spawnError, stdout, stderr, exitCode } = result;
  if (aborted) return coreError("ABORTED", { reason: `"${name}" was being built` });
  const lines = [...toLogLines(stdout), ...toLogLines(stderr)];
  const log = toLastLines(lines);
  if (timedOut) return dockerError("BUILD_TIMEOUT", { doing, reason: `more than ${timeout}`, log });
  if (spawnError !== undefined) return dockerError("DOCKER_FAILED", { doing, reason: spawnError });
  const known = classify(stderr);
  // An image that cannot be had may have a name that lacks what only BuildKit fills in.
  const need = known === undefined || known.code === "BASE_IMAGE" ? await findNeed(result, request) : undefined;
  if (need !== undefined) return dockerError("BUILDKIT_NEEDED", { doing, reason: need, log });
  if (known !== undefined) return dockerError(known.code, { doing, reason: known.reason, log });
  const reason = findEssentialLine(lines) ?? `it ended with exit code ${exitCode} and said nothing`;
  return dockerError("BUILD_FAILED", { doing, reason, log });
}
