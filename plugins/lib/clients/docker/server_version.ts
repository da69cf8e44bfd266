import { type Docker, toDockerError } from "./docker.ts";

/**
 * Asks for the release of the daemon: `20.10.24`.
 *
 * @throws {ScanError} DOCKER_UNAVAILABLE, DOCKER_FAILED
 */
export async function loadServerVersion(docker: Docker): Promise<string> {
  const result = await docker.run(["version", "--format", "{{.Server.Version}}"], { timeoutMs: 20_000 });
  if (result.failed) throw toDockerError(result, "use Docker");
  return result.stdout.trim();
}
