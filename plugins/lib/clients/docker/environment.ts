import { resolve } from "node:path";
import { toChildEnvironment } from "../programs/mod.ts";

/** Variables that hold a path; the docker command runs in another folder than the user did. */
const PATHS = ["DOCKER_CONFIG", "DOCKER_CERT_PATH", "BUILDX_CONFIG", "SSL_CERT_FILE", "SSL_CERT_DIR"];

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
