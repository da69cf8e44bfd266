import { homedir } from "node:os";
import { join } from "node:path";
import { coreError, type Exec, type PluginContext, type ScanError } from "../../../core/mod.ts";
import { findProgram } from "../programs/mod.ts";
import { createDocker, type Docker, toDockerError } from "./docker.ts";
import { listSudoVariables, toDockerEnvironment } from "./environment.ts";
import { dockerError } from "./errors.ts";

/** How long a daemon may take to say that it is there, and sudo to say that it needs no password. */
const ANSWER_MS = 20_000;

/** What Docker is opened with. */
export interface OpenDockerOptions {
  readonly exec: Exec;
  readonly log: Pick<PluginContext["log"], "warn">;
  /** @default {process.env} */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * Finds the docker command and checks that its daemon answers. Only where the daemon's socket is refused to this user,
 * and only where sudo needs no password, docker is run through sudo, and the log says so.
 *
 * @throws {ScanError} DOCKER_NOT_FOUND, DOCKER_UNAVAILABLE, DOCKER_PERMISSION, DOCKER_SETTINGS, DOCKER_FAILED, ABORTED
 */
export async function openDocker({ exec, log, env: from = process.env }: OpenDockerOptions): Promise<Docker> {
  const env = toDockerEnvironment({ from, cwd: process.cwd() });
  const program = await findProgram("docker", env.PATH);
  if (program === undefined) throw dockerError("DOCKER_NOT_FOUND", { reason: "There is no docker on PATH" });
  const docker = createDocker({ exec, command: [program], env });
  const problem = await ping(docker);
  if (problem === undefined) return docker;
  if (problem.code !== "DOCKER_PERMISSION") throw problem;

  const throughSudo = await openThroughSudo({ exec, program, env });
  if (throughSudo === undefined) throw problem;
  log.warn("Docker refuses this user access to its socket; sudo needs no password here, so docker is run through sudo");
  return throughSudo;
}

async function ping(docker: Docker): Promise<ScanError | undefined> {
  const result = await docker.run(["version", "--format", "{{.Server.Version}}"], { timeoutMs: ANSWER_MS });
  if (result.aborted) throw coreError("ABORTED", { reason: "Docker was being looked for" });
  return result.failed ? toDockerError(result, "use Docker") : undefined;
}

interface SudoParts {
  readonly exec: Exec;
  readonly program: string;
  readonly env: Record<string, string>;
}

async function openThroughSudo({ exec, program, env }: SudoParts): Promise<Docker | undefined> {
  const sudo = await findProgram("sudo", env.PATH);
  if (sudo === undefined) return undefined;
  const asked = await exec(sudo, ["-n", "true"], { env, timeoutMs: ANSWER_MS });
  if (asked.failed) return undefined;
  // Otherwise the logins of root would be used, whose home it then is.
  const withConfig = { DOCKER_CONFIG: join(env.HOME || homedir(), ".docker"), ...env };
  const keep = `--preserve-env=${listSudoVariables(withConfig).join(",")}`;
  const docker = createDocker({ exec, command: [sudo, "-n", keep, "--", program], env: withConfig });
  return (await ping(docker)) === undefined ? docker : undefined;
}
