import type { Credential, Environment } from "./credential.ts";
import { loginError } from "./login_error.ts";

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
