import type { RepositoryName } from "../registry.ts";
import type { Environment } from "./credential.ts";
import { loginError } from "./login_error.ts";
import { type LoginFile, type LoginPlace, listLoginPlaces, loadLoginFile } from "./login_file.ts";
import { findStoredLogin, listAllSecrets, type StoredLogin } from "./stored_login.ts";

/** A login and where it was found. */
export interface FoundLogin {
  readonly login: StoredLogin;
  /** The file's path, or the variable's name. */
  readonly place: string;
  readonly domain: string;
}

/** The logins that are stored on this machine. */
export interface StoredLogins {
  /**
   * Reads the login of a repository, from the first place that has one.
   *
   * @param read Makes something of what is found; undefined goes on to the next place
   * @throws {ScanError} REGISTRY_LOGIN when a file, or the entry that is wanted, cannot be used
   */
  find<T>(repository: RepositoryName, read: (found: FoundLogin) => Promise<T | undefined>): Promise<T | undefined>;
  /** The name of the Docker context that a file says is in use. */
  findContext(path: string): Promise<string | undefined>;
}

/** Where stored logins are looked for. */
export interface StoredLoginsOptions {
  readonly env: Environment;
  /** Told each secret that stands in the environment. */
  readonly addSecret: (secret: string) => void;
}

/** Makes the stored logins of one run. Each file is read once, and each login is one object. */
export function createStoredLogins({ env, addSecret }: StoredLoginsOptions): StoredLogins {
  const places = listLoginPlaces(env);
  const files = new Map<string, Promise<LoginFile | undefined>>();
  const logins = new Map<string, StoredLogin>();

  function load(place: LoginPlace, domain: string): Promise<LoginFile | undefined> {
    const known = files.get(place.name);
    if (known !== undefined) return known;
    const loading = loadLoginFile(place, domain);
    files.set(place.name, loading);
    loading.then(
      (file) => {
        if (file === undefined || place.content === undefined) return;
        for (const secret of listAllSecrets(file)) addSecret(secret);
      },
      // The error names a registry: the next one gets its own.
      () => files.delete(place.name),
    );
    return loading;
  }

  for (const { content } of places) if (content !== undefined) addSecret(content);
  return {
    async find(repository, read) {
      const { domain } = repository;
      for (const place of places) {
        const file = await load(place, domain);
        const fail = (part: string, reason: string) =>
          loginError(domain, `${place.name} is not as expected at ${part}: it ${reason}`);
        const login = file && findStoredLogin(file, repository, fail);
        if (login === undefined) continue;
        const id = JSON.stringify([place.name, login.key, domain]);
        const same = logins.get(id) ?? login;
        logins.set(id, same);
        const found = await read({ login: same, place: place.name, domain });
        if (found !== undefined) return found;
      }
      return undefined;
    },
    async findContext(path) {
      const file = await load({ name: path }, "").catch(() => undefined);
      return file?.currentContext || undefined;
    },
  };
}
