import type { ScanError } from "../../../../../core/mod.ts";
import { registryError } from "../errors.ts";

/** Who a registry is asked as. */
export type Credential =
  | { readonly kind: "anonymous" }
  | { readonly kind: "basic"; readonly username: string; readonly password: string }
  /** A token for the registry itself, sent as it is. */
  | { readonly kind: "bearer"; readonly token: string }
  /**
   * A token for the registry's token service, which gives another for it (`identitytoken` of `docker login`); and what
   * is stored beside it, for a service that takes none.
   */
  | {
      readonly kind: "identity";
      readonly token: string;
      readonly username?: string | undefined;
      readonly password?: string | undefined;
    };

/** The environment of this process, or one like it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The secret parts of a credential. */
export function listSecrets(credential: Credential): readonly string[] {
  const { password, token } = { password: undefined, token: undefined, ...credential };
  return [password, token].flatMap((secret) => (secret ? [secret] : []));
}

/** The error of a login that cannot be read. It is about a registry, not about one image of it. */
export function loginError(domain: string, reason: string): ScanError {
  return registryError("REGISTRY_LOGIN", { doing: `log in to "${domain}"`, reason });
}

/**
 * The logins that Trivy takes from the environment, in its order: TRIVY_REGISTRY_TOKEN, which then is the only one, or
 * each pair of TRIVY_USERNAME and TRIVY_PASSWORD, which may be lists with commas. Like Trivy, they are for every
 * registry that images come from.
 *
 * @throws {ScanError} REGISTRY_LOGIN
 * @see {@link https://trivy.dev/docs/latest/guide/advanced/private-registries/}
 */
export function fromEnvironment(env: Environment, domain: string): readonly Credential[] {
  const { TRIVY_REGISTRY_TOKEN: token, TRIVY_USERNAME: usernames, TRIVY_PASSWORD: passwords } = env;
  if (token) return [{ kind: "bearer", token }];
  const [users, secrets] = [toList(usernames), toList(passwords)];
  if (users.length !== secrets.length) {
    throw loginError(domain, `TRIVY_USERNAME has ${users.length} entries and TRIVY_PASSWORD ${secrets.length}`);
  }
  return users.map((username, index) => ({ kind: "basic", username, password: secrets[index] ?? "" }));
}

function toList(text: string | undefined): readonly string[] {
  return text ? text.split(",") : [];
}
