import { z } from "zod";
import { coreError, type Exec } from "../../../../../core/kit.ts";
import type { ScanError } from "../../../../../core/mod.ts";
import { toDockerEnvironment } from "../../docker/mod.ts";
import { findProgram } from "../../programs/mod.ts";
import type { Credential, Environment } from "./credential.ts";
import { loginError } from "./credential.ts";
import { toLoginKey } from "./stored_logins.ts";

const LIMIT_MS = 20_000;
const NAME = /^[\w.-]+$/;
const NOT_FOUND = /credentials not found/i;
const answerSchema = z.object({ Username: z.string().nullish(), Secret: z.string().nullish() });

/** Which helper is meant. */
export interface Helper {
  /** `ecr-login` for the program `docker-credential-ecr-login`. */
  readonly name: string;
  readonly domain: string;
  /** What names the helper: a file, and where in it. */
  readonly source: string;
  readonly env: Environment;
}

/** What a helper is asked with. */
export interface AskHelperOptions extends Helper {
  readonly exec: Exec;
}

/**
 * Finds a credential helper of Docker's on PATH.
 *
 * @throws {ScanError} REGISTRY_LOGIN where it is not there
 */
export async function findHelper(helper: Helper): Promise<string> {
  const path = NAME.test(helper.name) ? await findProgram(toProgram(helper), helper.env.PATH) : undefined;
  if (path === undefined) throw helperError(helper, "there is no such program on PATH");
  return path;
}

/**
 * Asks a credential helper of Docker's for the login of a registry. The answer comes on the helper's stdout and goes
 * nowhere else; a helper that does not answer within 20 s is ended.
 *
 * @returns Nothing where the helper has no login for this registry
 * @throws {ScanError} REGISTRY_LOGIN, ABORTED
 * @see {@link https://github.com/docker/docker-credential-helpers}
 */
export async function askHelper({ exec, ...helper }: AskHelperOptions): Promise<Credential | undefined> {
  const env = toDockerEnvironment({ from: helper.env, cwd: process.cwd() });
  const path = await findHelper(helper);
  const result = await exec(path, ["get"], {
    input: toLoginKey(helper.domain),
    env,
    timeoutMs: LIMIT_MS,
  });
  if (result.aborted) throw coreError("ABORTED", { reason: "a login was being looked up" });
  if (result.failed && NOT_FOUND.test(result.stdout + result.stderr)) return undefined;
  if (result.timedOut) throw helperError(helper, `it did not answer within ${LIMIT_MS / 1000} s`);
  // What it printed is not shown: it may be the secret.
  const { exitCode, signal, spawnError } = result;
  if (result.failed) throw helperError(helper, `it ended with ${exitCode ?? signal ?? spawnError}`);
  const answer = parseAnswer(result.stdout);
  if (answer === undefined) throw helperError(helper, "it answers something else than a login");
  return toCredential(answer);
}

function toProgram({ name }: Helper): string {
  return `docker-credential-${name}`;
}

function helperError(helper: Helper, reason: string): ScanError {
  return loginError(helper.domain, `${toProgram(helper)}: ${reason}; it is named in ${helper.source}`);
}

function parseAnswer(stdout: string) {
  try {
    return answerSchema.parse(JSON.parse(stdout));
  } catch {
    return undefined;
  }
}

/** An answer without a user or a secret is no login. */
function toCredential({ Username: username, Secret: secret }: z.infer<typeof answerSchema>): Credential | undefined {
  if (!username || !secret) return undefined;
  return username === "<token>" ? { kind: "identity", token: secret } : { kind: "basic", username, password: secret };
}
