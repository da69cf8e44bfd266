import { homedir } from "node:os";
import { join } from "node:path";
import type { Exec } from "../../../../core/kit.ts";
import { findProgram } from "./find_program.ts";

/** How long sudo may take to say that it needs no password, in milliseconds. */
const ANSWER_MS = 20_000;

/** Where daemons and registries are and who the user is to them; the clouds' credentials are for their registries. */
const ACCESS =
  /^(?:DOCKER_|BUILDKIT_|BUILDX_|CONTAINERD_|TRIVY_|SSL_CERT_|AWS_|AZURE_|GOOGLE_|(?:HTTPS?|NO|ALL)_PROXY$|XDG_RUNTIME_DIR$)/;

/** What a program is run with as root. */
export interface ThroughSudo {
  /** What is run, the program and its arguments apart: sudo's absolute path and its options. */
  readonly command: readonly [program: string, ...options: readonly string[]];
  /** Values are never among the arguments, which everybody can read: sudo gets names. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Prepares running programs through sudo, where there is one and it needs no password. Of the environment, sudo keeps
 * what says where daemons and registries are; DOCKER_CONFIG becomes the user's, or the logins of root would be used.
 */
export async function findSudo(
  exec: Exec,
  env: Readonly<Record<string, string>>,
): Promise<((env: Readonly<Record<string, string>>) => ThroughSudo) | undefined> {
  const sudo = await findProgram("sudo", env.PATH);
  if (sudo === undefined) return undefined;
  const asked = await exec(sudo, ["-n", "true"], { env, timeoutMs: ANSWER_MS });
  return asked.failed ? undefined : (own) => toThroughSudo(sudo, own);
}

function toThroughSudo(sudo: string, own: Readonly<Record<string, string>>): ThroughSudo {
  const env = { DOCKER_CONFIG: join(own.HOME || homedir(), ".docker"), ...own };
  const kept = Object.keys(env).filter((name) => ACCESS.test(name.toUpperCase()));
  return { command: [sudo, "-n", `--preserve-env=${kept.join(",")}`, "--"], env };
}
