import type { Credential } from "./credential.ts";
import type { DockerConfig, StoredLogin } from "./docker_config.ts";
import { loginError } from "./login_error.ts";

/** What Docker calls Docker Hub where it stores logins. */
const HUB_KEY = "https://index.docker.io/v1/";
const HUB_HOSTS: readonly string[] = ["index.docker.io", "docker.io", "registry-1.docker.io"];

/** What Docker calls a registry where it stores logins. */
export function toLoginKey(domain: string): string {
  return domain === "docker.io" ? HUB_KEY : domain;
}

/** Finds the login of a registry in a config: under its very name, or under an address of the same host. */
export function findStoredLogin({ auths }: DockerConfig, domain: string): StoredLogin | undefined {
  const entries = Object.entries(auths ?? {});
  const key = toLoginKey(domain);
  const hosts = domain === "docker.io" ? HUB_HOSTS : [domain];
  const found = entries.find(([name]) => name === key) ?? entries.find(([name]) => hosts.includes(toHost(name)));
  return found?.[1];
}

/**
 * Makes a credential of a stored login; an empty one, as Docker leaves it where a helper keeps the secret, gives none.
 *
 * @throws {ScanError} REGISTRY_LOGIN
 */
export function toCredential(login: StoredLogin, domain: string) {
  const { auth, identitytoken, registrytoken } = login;
  if (registrytoken) return { kind: "bearer", token: registrytoken } satisfies Credential;
  if (identitytoken) return { kind: "identity", token: identitytoken } satisfies Credential;
  // Base64 of `user:password`; Node passes over what is not Base64.
  const decoded = auth ? Buffer.from(auth, "base64").toString() : `${login.username ?? ""}:${login.password ?? ""}`;
  const colon = decoded.indexOf(":");
  if (colon < 0) throw loginError(domain, `what is stored for "${domain}" has no colon between user and password`);
  const [username, password] = [decoded.slice(0, colon), decoded.slice(colon + 1).replace(/\0+$/, "")];
  return username === "" ? undefined : ({ kind: "basic", username, password } satisfies Credential);
}

/** `https://ghcr.io/v2/` and `ghcr.io` are logins for the same host. */
function toHost(key: string): string {
  return key.replace(/^https?:\/\//, "").split("/", 1)[0] ?? key;
}
