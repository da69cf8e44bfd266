import { resolve } from "node:path";
import { coreError, type Exec, type ExecOptions, type ExecResult } from "../../../../core/kit.ts";
import type { PluginContext, ScanError } from "../../../../core/mod.ts";
import { findProgram, findSudo, toChildEnvironment } from "../programs/mod.ts";
import { classify } from "./classify.ts";
import { dockerError } from "./errors.ts";
import { findEssentialLine, toLogLines } from "./log_text.ts";

/** How long a daemon may take to say that it is there, in milliseconds. */
const ANSWER_MS = 20_000;
/** Variables that hold a path; the docker command runs in another folder than the user did. */
const PATHS = ["DOCKER_CONFIG", "DOCKER_CERT_PATH", "BUILDX_CONFIG", "SSL_CERT_FILE", "SSL_CERT_DIR"];

/** The docker command, ready to be run. */
export interface Docker {
  /** Runs `docker` with arguments; how it ended is data. */
  run(args: readonly string[], options?: Omit<ExecOptions, "env">): Promise<ExecResult>;
}

/** What Docker is opened with. */
export interface OpenDockerOptions {
  readonly exec: Exec;
  readonly log: Pick<PluginContext["log"], "warn">;
  /** Whether sudo may be tried where Docker refuses this user. @default {true} */
  readonly mayUseSudo?: boolean;
  /** @default {process.env} */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * Finds the docker command and checks that its daemon answers. Only where the daemon's socket is refused to this user,
 * and only where sudo needs no password, docker is run through sudo, and the log says so.
 *
 * @throws {ScanError} DOCKER_NOT_FOUND, DOCKER_UNAVAILABLE, DOCKER_PERMISSION, DOCKER_SETTINGS, DOCKER_FAILED, ABORTED
 */
export async function openDocker(options: OpenDockerOptions): Promise<Docker> {
  const { exec, log, mayUseSudo = true, env: from = process.env } = options;
  const env = toDockerEnvironment({ from, cwd: process.cwd() });
  const program = await findProgram("docker", env.PATH);
  if (program === undefined) throw dockerError("DOCKER_NOT_FOUND", { reason: "There is no docker on PATH" });
  const docker = createDocker(exec, [program], env);
  const problem = await ping(docker);
  if (problem === undefined) return docker;
  if (problem.code !== "DOCKER_PERMISSION" || !mayUseSudo) throw problem;

  const sudo = await findSudo(exec, env);
  if (sudo === undefined) throw problem;
  const { command, env: keptEnv } = sudo(env);
  const throughSudo = createDocker(exec, [...command, program], keptEnv);
  if ((await ping(throughSudo)) !== undefined) throw problem;
  log.warn("Docker refuses this user access to its socket: running docker through sudo, which needs no password here");
  return throughSudo;
}

/** What is run, the arguments apart, is the absolute path of docker, or sudo's with its options and docker's. */
function createDocker(
  exec: Exec,
  [program, ...before]: readonly [program: string, ...before: readonly string[]],
  env: Readonly<Record<string, string>>,
): Docker {
  return { run: (args, options) => exec(program, [...before, ...args], { ...options, env }) };
}

async function ping(docker: Docker): Promise<ScanError | undefined> {
  const result = await askVersion(docker);
  if (result.aborted) throw coreError("ABORTED", { reason: "Docker was being looked for" });
  return result.failed ? toDockerError(result, "use Docker") : undefined;
}

/**
 * Asks for the release of the daemon: `20.10.24`.
 *
 * @throws {ScanError} DOCKER_UNAVAILABLE, DOCKER_FAILED
 */
export async function loadServerVersion(docker: Docker): Promise<string> {
  const result = await askVersion(docker);
  if (result.failed) throw toDockerError(result, "use Docker");
  return result.stdout.trim();
}

function askVersion(docker: Docker): Promise<ExecResult> {
  return docker.run(["version", "--format", "{{.Server.Version}}"], { timeoutMs: ANSWER_MS });
}

/** The error of a docker command, builds apart, that has failed. */
export function toDockerError(result: ExecResult, doing: string) {
  const { spawnError, timedOut, durationMs, stderr, exitCode } = result;
  if (timedOut) {
    const reason = `it does not answer within ${Math.round(durationMs / 1000)} s`;
    return dockerError("DOCKER_UNAVAILABLE", { doing, reason });
  }
  if (spawnError !== undefined) return dockerError("DOCKER_FAILED", { doing, reason: spawnError });
  const known = classify(stderr);
  if (known !== undefined) return dockerError(known.code, { doing, reason: known.reason });
  const reason = findEssentialLine(toLogLines(stderr)) ?? `it ended with exit code ${exitCode} and said nothing`;
  return dockerError("DOCKER_FAILED", { doing, reason });
}

/** What the environment of a docker command is made from. */
export interface EnvironmentOptions {
  /** The environment of this process. */
  readonly from: Readonly<Record<string, string | undefined>>;
  /** The folder that relative paths in it start from. */
  readonly cwd: string;
}

/** The whole environment of a docker command: the user's, without the secrets that are meant for DTR, Slack and Trivy. */
export function toDockerEnvironment({ from, cwd }: EnvironmentOptions): Record<string, string> {
  const env = toChildEnvironment(from);
  for (const name of PATHS) {
    const path = env[name];
    if (path !== undefined && path !== "") env[name] = resolve(cwd, path);
  }
  return env;
}
