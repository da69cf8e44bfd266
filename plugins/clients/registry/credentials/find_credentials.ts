import type { Exec } from "../../../../core/mod.ts";
import { askHelper } from "./ask_helper.ts";
import { type Credential, type Environment, toSecret } from "./credential.ts";
import { type DockerConfig, loadDockerConfig } from "./docker_config.ts";
import { fromEnvironment } from "./from_environment.ts";
import { findStoredLogin, toCredential } from "./stored_login.ts";

/** Finds who a registry is asked as. */
export type FindCredentials = (domain: string) => Promise<readonly Credential[]>;

/** Where logins are looked for. */
export interface CredentialsOptions {
  readonly exec: Exec;
  readonly env: Environment;
  /** Told each secret that is found, so that it is masked. */
  readonly addSecret: (secret: string) => void;
}

/**
 * Makes what gives the logins to be tried at a registry, in Trivy's order: those of the environment, then the one that
 * `docker login` has stored, itself or in a credential helper, or else none. Each registry's are looked up once.
 *
 * @throws {ScanError} REGISTRY_LOGIN, ABORTED
 */
export function createCredentials({ exec, env, addSecret }: CredentialsOptions): FindCredentials {
  const found = new Map<string, Promise<readonly Credential[]>>();

  async function find(domain: string): Promise<readonly Credential[]> {
    const given = fromEnvironment(env, domain);
    if (given.some(({ kind }) => kind === "bearer")) return given;
    const stored = await findStored(domain).catch((error: unknown) => {
      // Where logins were given, a broken store is no reason not to use them.
      if (given.length === 0) throw error;
      return undefined;
    });
    return [...given, stored ?? { kind: "anonymous" }];
  }

  async function findStored(domain: string): Promise<Credential | undefined> {
    const config = await loadDockerConfig(env, domain);
    const name = findHelper(config, domain);
    if (name !== undefined) return askHelper({ name, domain, exec, env });
    const login = findStoredLogin(config, domain);
    return login && toCredential(login, domain);
  }

  return (domain) => {
    const known = found.get(domain);
    if (known !== undefined) return known;
    const finding = find(domain).then((credentials) => {
      for (const secret of credentials.map(toSecret)) if (secret) addSecret(secret);
      return credentials;
    });
    found.set(domain, finding);
    return finding;
  };
}

function findHelper({ credHelpers, credsStore }: DockerConfig, domain: string): string | undefined {
  return credHelpers?.[domain] || credsStore || undefined;
}
