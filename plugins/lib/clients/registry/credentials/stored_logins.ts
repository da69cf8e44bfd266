import { isRecord } from "../../../../../core/kit.ts";
import type { RepositoryName } from "../../oci/mod.ts";
import { type Credential, type Environment, listSecrets, loginError } from "./credential.ts";
import { type LoginFile, type LoginPlace, listLoginPlaces, loadLoginFile, lowerKeys } from "./login_file.ts";

/** What Docker calls Docker Hub where it stores logins. */
const HUB_KEY = "https://index.docker.io/v1/";
const HUB = "docker.io";
const HUB_HOSTS: ReadonlySet<string> = new Set(["index.docker.io", HUB, "registry-1.docker.io"]);
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** How one registry, or a part of it, is logged in to. */
export type StoredLogin =
  | { readonly kind: "stored"; readonly key: string; readonly credential: Credential }
  /** `ecr-login` for the program `docker-credential-ecr-login`. */
  | { readonly kind: "helper"; readonly key: string; readonly name: string };

/** Makes the error of a part of a file that cannot be used: `auths."ghcr.io".auth`, and what is wrong with it. */
type Fail = (part: string, reason: string) => Error;

/** What Docker calls a registry where it stores logins. */
export function toLoginKey(domain: string): string {
  return domain === HUB ? HUB_KEY : domain;
}

/**
 * Finds how a repository's registry is logged in to: by the entry with the longest path that holds the repository, or
 * by that of the registry. At each step a credential helper comes before what is stored, as with Docker; entries that
 * are empty, as Docker leaves them where a helper keeps the secret, are passed over.
 *
 * @param fail Makes the error of an entry that cannot be used
 * @throws {ScanError} What `fail` makes
 */
function findStoredLogin(
  { auths, credHelpers, credsStore }: LoginFile,
  place: RepositoryName,
  fail: Fail,
): StoredLogin | undefined {
  const { domain } = place;
  const ownHelper = findEntry(credHelpers, domain, domain);
  const store = ownHelper === undefined ? credsStore : ownHelper.value;
  for (const scope of listScopes(place)) {
    const helper = findEntry(credHelpers, scope, domain);
    const name = helper?.value ?? (scope === domain ? store : "");
    const key = `credHelpers."${helper?.key ?? scope}"`;
    if (typeof name !== "string") throw fail(key, "is not a text");
    if (name !== "") return { kind: "helper", key: helper === undefined ? "credsStore" : key, name };
    // With a store for all, Docker does not look at what else is stored.
    const entry = store === "" || store === null ? findEntry(auths, scope, domain) : undefined;
    const credential = entry && parseEntry(entry.value, (part, reason) => fail(`auths."${entry.key}"${part}`, reason));
    if (entry && credential) return { kind: "stored", key: `auths."${entry.key}"`, credential };
  }
  return undefined;
}

/** The secrets of all entries, also of those that nobody has asked for. */
function listAllSecrets({ auths }: LoginFile): readonly string[] {
  return Object.values(auths).flatMap((value) => {
    const { auth } = isRecord(value) ? lowerKeys(value) : {};
    try {
      return [
        ...listSecrets(parseEntry(value, () => new Error("of no use")) ?? { kind: "anonymous" }),
        String(auth ?? ""),
      ];
    } catch {
      return typeof auth === "string" ? [auth] : [];
    }
  });
}

/** `host/team/app`, `host/team`, `host`. */
function listScopes({ domain, path }: RepositoryName): readonly string[] {
  const parts = path === "" ? [] : path.split("/");
  return Array.from({ length: parts.length + 1 }, (_, index) =>
    [domain, ...parts.slice(0, parts.length - index)].join("/"),
  );
}

/** The entry for a scope: under its very name before one of another spelling. */
function findEntry(entries: Readonly<Record<string, unknown>>, scope: string, domain: string) {
  const keys = Object.keys(entries).filter((key) => toScope(key) === scope);
  const exact = scope === domain ? toLoginKey(domain) : scope;
  const key = keys.find((one) => one === exact) ?? keys[0];
  return key === undefined ? undefined : { key, value: entries[key] };
}

/** What a key is for: `https://ghcr.io/v2/` is an address of the host `ghcr.io`, `ghcr.io/team` a part of it. */
function toScope(key: string): string {
  const bare = key.replace(/^https?:\/\//, "");
  const [host = "", ...path] = bare.split("/").filter((part) => part !== "");
  const isAddress = bare !== key || (path.length === 1 && /^v[12]$/.test(path[0] ?? ""));
  return [HUB_HOSTS.has(host) ? HUB : host, ...(isAddress ? [] : path)].join("/");
}

function parseEntry(value: unknown, fail: Fail): Credential | undefined {
  if (!isRecord(value ?? {})) throw fail("", "is not an object");
  const fields = lowerKeys(value ?? {});
  const read = (name: string) => {
    const text = fields[name] ?? "";
    if (typeof text === "string") return text;
    throw fail(`.${name}`, "is not a text");
  };
  const [registryToken, token, auth] = [read("registrytoken"), read("identitytoken"), read("auth")];
  if (registryToken !== "") return { kind: "bearer", token: registryToken };
  const login = auth === "" ? { username: read("username"), password: read("password") } : decode(auth);
  if (token !== "") {
    const hasBoth = typeof login === "object" && login.username !== "" && login.password !== "";
    return { kind: "identity", token, ...(hasBoth && login) };
  }
  if (typeof login === "string") throw fail(".auth", login);
  return login.username === "" ? undefined : { kind: "basic", ...login };
}

/** Decodes `user:password` in Base64, or says why that cannot be done. */
function decode(auth: string) {
  const text = auth.replace(/[\r\n]/g, "");
  if (!BASE64.test(text)) return "is not Base64";
  const decoded = Buffer.from(text, "base64").toString();
  const colon = decoded.indexOf(":");
  if (colon < 0) return "has no colon between user and password";
  if (colon === 0) return "has no user before the colon";
  return { username: decoded.slice(0, colon), password: decoded.slice(colon + 1).replace(/^\0+|\0+$/g, "") };
}

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
  /** Called with each secret that stands in the environment. */
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
