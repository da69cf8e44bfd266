import { dirname, join, resolve } from "node:path";
import type { RepositoryName } from "../../oci/mod.ts";
import { findHelper } from "./ask_helper.ts";
import type { Credential, Environment } from "./credential.ts";
import { fromEnvironment } from "./credential.ts";
import { findDockerConfig } from "./login_file.ts";
import { createStoredLogins, type FoundLogin, toLoginKey } from "./stored_logins.ts";

/** What another program logs in to one repository with, in the form of Docker's `config.json`. */
export interface LoginHandOver {
  /** It may hold a secret. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Docker's folder of contexts, which belongs beside the config. */
  readonly contexts?: string;
}

/** Finds the login of a repository for another program. */
export type HandOverLogin = (repository: RepositoryName) => Promise<LoginHandOver>;

/** Where logins are looked for. */
export interface HandOverOptions {
  readonly env: Environment;
  /** Called with each secret that is found, so that it is masked. */
  readonly addSecret: (secret: string) => void;
}

/**
 * Makes what hands a scanner the login that this client uses itself: that of one repository, and no other. A credential
 * helper is named and not asked, since what it answers may end before the run does.
 *
 * @throws {ScanError} REGISTRY_LOGIN
 */
export function createLoginHandOver({ env, addSecret }: HandOverOptions): HandOverLogin {
  const stored = createStoredLogins({ env, addSecret });
  const dockerConfig = findDockerConfig(env);

  async function read({ login, place, domain }: FoundLogin): Promise<Readonly<Record<string, unknown>>> {
    const key = toLoginKey(domain);
    if (login.kind === "stored") return { auths: { [key]: toEntry(login.credential) } };
    const { name } = login;
    await findHelper({ name, domain, source: `${place} at ${login.key}`, env });
    return { credHelpers: { [key]: name } };
  }

  return async (repository) => {
    const hasGiven = fromEnvironment(env, repository.domain).length > 0;
    const login = await stored.find(repository, read).catch((error: unknown) => {
      if (!hasGiven) throw error;
      return undefined;
    });
    const context = await stored.findContext(dockerConfig);
    return {
      config: { auths: {}, ...login, ...(context !== undefined && { currentContext: context }) },
      contexts: resolve(join(dirname(dockerConfig), "contexts")),
    };
  };
}

/** As `docker login` stores it; a user with a colon does not fit into `auth`. */
function toEntry(credential: Credential): Readonly<Record<string, unknown>> {
  if (credential.kind === "anonymous") return {};
  if (credential.kind === "bearer") return { registrytoken: credential.token };
  const { username = "", password = "" } = credential;
  const auth = Buffer.from(`${username}:${password}`).toString("base64");
  const login = username === "" ? {} : username.includes(":") ? { username, password } : { auth };
  return { ...login, ...(credential.kind === "identity" && { identitytoken: credential.token }) };
}
