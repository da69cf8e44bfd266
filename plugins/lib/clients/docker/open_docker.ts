import { coreError } from "../../../../core/kit.ts";
import type { Exec, PluginContext, ScanError } from "../../../../core/mod.ts";
import { findProgram, findSudo } from "../programs/mod.ts";
import { createDocker, type Docker, toDockerError } from "./docker.ts";
import { toDockerEnvironment } from "./environment.ts";
import { dockerError } from "./errors.ts";

/** How long a daemon may take to say that it is there, in milliseconds. */
const ANSWER_MS = 20_000;

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
  const docker = createDocker({ exec, command: [program], env });
  const problem = await ping(docker);
  if (problem === undefined) return docker;
  if (problem.code !== "DOCKER_PERMISSION" || !mayUseSudo) throw problem;

  const sudo = await findSudo(exec, env);
  if (sudo === undefined) throw problem;
  const { command, env: keptEnv } = sudo(env);
  const throughSudo = createDocker({ exec, command: [...command, program], env: keptEnv });
  if ((await ping(throughSudo)) !== undefined) throw problem;
  log.warn("Docker refuses this user access to its socket; sudo needs no password here, so docker is run through sudo");
  return throughSudo;
}

async function ping(docker: Docker): Promise<ScanError | undefined> {
  const result = await docker.run(["version", "--format", "{{.Server.Version}}"], { timeoutMs: ANSWER_MS });
  if (result.aborted) throw coreError("ABORTED", { reason: "Docker was being looked for" });
  return result.failed ? toDockerError(result, "use Docker") : undefined;
}
