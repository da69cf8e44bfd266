import type { Exec } from "../../../../../core/kit.ts";
import { askHelper } from "./ask_helper.ts";
import { type Credential, type Environment, fromEnvironment, listSecrets } from "./credential.ts";
import { createStoredLogins, type FoundLogin } from "./stored_logins.ts";

/** Finds who a repository's registry is asked as. Without a path, it is the login of the whole registry. */
export type FindCredentials = (domain: string, path?: string) => Promise<readonly Credential[]>;

/** Where logins are looked for. */
export interface CredentialsOptions {
  readonly exec: Exec;
  readonly env: Environment;
  /** Called with each secret that is found, so that it is masked. */
  readonly addSecret: (secret: string) => void;
}

/**
 * Makes what finds the logins to try at a registry, in Trivy's order: those of the environment, then the one that
 * `docker login` or `podman login` has stored, itself or in a credential helper, or else none. Files are read once, and
 * a helper is asked once for each registry; each login is one object, however many repositories it is for.
 *
 * @throws {ScanError} REGISTRY_LOGIN, ABORTED
 */
export function createCredentials({ exec, env, addSecret }: CredentialsOptions): FindCredentials {
  const given = new Map<string, readonly Credential[]>();
  const anonymous = new Map<string, Credential>();
  const asked = new Map<string, Promise<Credential | undefined>>();
  const hidden = new Set<Credential>();
  const stored = createStoredLogins({ env, addSecret });

  async function find(domain: string, path: string): Promise<readonly Credential[]> {
    const fromEnv = keep(given, domain, () => fromEnvironment(env, domain));
    if (fromEnv.some(({ kind }) => kind === "bearer")) return fromEnv;
    const found = await stored.find({ domain, path }, read).catch((error: unknown) => {
      // Where logins were given, a broken store is no reason not to use them.
      if (fromEnv.length === 0) throw error;
      return undefined;
    });
    return [...fromEnv, found ?? keep(anonymous, domain, () => ({ kind: "anonymous" }))];
  }

  async function read({ login, place, domain }: FoundLogin): Promise<Credential | undefined> {
    if (login.kind === "stored") return login.credential;
    const { name, key } = login;
    const source = `${place} at ${key}`;
    return keep(asked, `${domain} ${name}`, () => askHelper({ name, domain, source, exec, env }));
  }

  return async (domain, path = "") => {
    const credentials = await find(domain, path);
    for (const credential of credentials.filter((one) => !hidden.has(one))) {
      hidden.add(credential);
      for (const secret of listSecrets(credential)) addSecret(secret);
    }
    return credentials;
  };
}

function keep<T>(map: Map<string, T>, key: string, make: () => T): T {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}
