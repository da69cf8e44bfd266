/** Who a registry is asked as. */
export type Credential =
  | { readonly kind: "anonymous" }
  | { readonly kind: "basic"; readonly username: string; readonly password: string }
  /** A token for the registry itself, sent as it is. */
  | { readonly kind: "bearer"; readonly token: string }
  /** A token for the registry's token service, which gives another for it (`identitytoken` of `docker login`). */
  | { readonly kind: "identity"; readonly token: string };

/** The environment of this process, or one like it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The secret part of a credential. */
export function toSecret(credential: Credential): string | undefined {
  if (credential.kind === "anonymous") return undefined;
  return credential.kind === "basic" ? credential.password : credential.token;
}
