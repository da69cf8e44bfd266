import { z } from "zod";
import { coreError, type Exec } from "../../../../core/mod.ts";
import { toDockerEnvironment } from "../../docker/mod.ts";
import { findProgram } from "../../programs/mod.ts";
import type { Credential, Environment } from "./credential.ts";
import { loginError } from "./login_error.ts";
import { toLoginKey } from "./stored_login.ts";

const LIMIT_MS = 20_000;
const NAME = /^[\w.-]+$/;
const NOT_FOUND = /credentials not found/i;
const answerSchema = z.object({ Username: z.string(), Secret: z.string() });

/** What a helper is asked with. */
export interface AskHelperOptions {
  /** `ecr-login` for the program `docker-credential-ecr-login`. */
  readonly name: string;
  readonly domain: string;
  readonly exec: Exec;
  readonly env: Environment;
}

/**
 * Asks a credential helper of Docker's for the login of a registry. The answer comes on the helper's stdout and goes
 * nowhere else; a helper that does not answer within 20 s is ended.
 *
 * @returns Nothing where the helper has no login for this registry
 * @throws {ScanError} REGISTRY_LOGIN, ABORTED
 * @see {@link https://github.com/docker/docker-credential-helpers}
 */
export async function askHelper(options: AskHelperOptions): Promise<Credential | undefined> {
  const { name, domain, exec } = options;
  const env = toDockerEnvironment({ from: options.env, cwd: process.cwd() });
  const program = `docker-credential-${name}`;
  const fail = (reason: string) => loginError(domain, `${program}: ${reason}`);
  const path = NAME.test(name) ? await findProgram(program, env.PATH) : undefined;
  if (path === undefined) throw fail("there is no such program on PATH");

  const result = await exec(path, ["get"], {
    input: toLoginKey(domain),
    env,
    timeoutMs: LIMIT_MS,
  });
  if (result.aborted) throw coreError("ABORTED", { reason: "a login was being looked up" });
  if (result.failed && NOT_FOUND.test(result.stdout + result.stderr)) return undefined;
  if (result.timedOut) throw fail(`it gave no answer within ${LIMIT_MS / 1000} s`);
  // What it printed is not told: it may be the secret.
  if (result.failed) throw fail(`it ended with ${result.exitCode ?? result.signal ?? result.spawnError}`);
  const credential = parseAnswer(result.stdout);
  if (credential === undefined) throw fail("it answers something else than a login");
  return credential;
}

function parseAnswer(stdout: string): Credential | undefined {
  try {
    const { Username: username, Secret: secret } = answerSchema.parse(JSON.parse(stdout));
    return username === "<token>" ? { kind: "identity", token: secret } : { kind: "basic", username, password: secret };
  } catch {
    return undefined;
  }
}
